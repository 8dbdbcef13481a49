package io.alertcap.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Whoever is told about captures: keeps what is posted to it, at any path, and gives it back as JSON on GET. Can be told
 * to be unwell for some posts.
 */
public final class WebhookSink implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sink");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);

    // Guarded by this.
    private final List<Received> received = new ArrayList<>();
    private final Queue<Reply> replies = new ArrayDeque<>();

    /**
     * A message that was posted.
     *
     * @param path path and query
     * @param headers by name in lower case
     * @param status what the sink answered
     */
    public record Received(Instant at, String path, Map<String, String> headers, String body, int status) {
        public Received {
            headers = Map.copyOf(headers);
        }
    }

    private record Reply(Duration delay, int status) {}

    private WebhookSink(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /**
     * Starts one on 127.0.0.1.
     *
     * @param port 0 for a free port
     * @throws UncheckedIOException when the port cannot be had
     */
    public static WebhookSink start(int port) {
        try {
            WebhookSink sink = new WebhookSink(port);
            sink.server.start();
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException("The webhook sink cannot listen on port " + port, e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Everything that was posted so far, answered well or not, in order of arrival. */
    public synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** Answers the next posts (after those spoken for already) with a status other than 200. */
    public synchronized void refuse(int times, int status) {
        for (int i = 0; i < times; i++) {
            replies.add(new Reply(Duration.ZERO, status));
        }
    }

    /** Lets the next posts (after those spoken for already) wait before they are answered with 200. */
    public synchronized void hang(int times, Duration delay) {
        for (int i = 0; i < times; i++) {
            replies.add(new Reply(delay, 200));
        }
    }

    /** Forgets what it was sent and what it was told. */
    public synchronized void clear() {
        received.clear();
        replies.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    byte[] list = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(list());
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, list.length);
                    exchange.getResponseBody().write(list);
                }
                case "POST" -> {
                    Reply reply = keep(exchange, body);
                    // Whoever has given up waiting by then sees a closed connection.
                    boolean over = closed.await(reply.delay().toMillis(), TimeUnit.MILLISECONDS);
                    if (!over) {
                        exchange.sendResponseHeaders(reply.status(), -1);
                    }
                }
                default -> exchange.sendResponseHeaders(405, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Reply keep(HttpExchange exchange, String body) {
        Reply reply = replies.isEmpty() ? new Reply(Duration.ZERO, 200) : replies.remove();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        received.add(new Received(Instant.now(), exchange.getRequestURI().toString(), headers, body, reply.status()));
        return reply;
    }

    private ArrayNode list() throws IOException {
        ArrayNode list = JSON.createArrayNode();
        for (Received message : received()) {
            ObjectNode item = list.addObject();
            item.put("at", message.at().toString());
            item.put("path", message.path());
            item.put("status", message.status());
            ObjectNode headers = item.putObject("headers");
            message.headers().forEach(headers::put);
            item.put("body", message.body());
        }
        return list;
    }
}

package io.alertcap.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.capture.Timeouts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An HTTP server on loopback that answers as it is told to, well or badly, and remembers what it was asked. */
final class ArmServer implements AutoCloseable {
    /** What was asked. */
    record Asked(String method, String url, Map<String, String> headers, String body) {
        String line() {
            return method + " " + url;
        }
    }

    /** One way to answer. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "arm-server");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Counted down once a client that was being dripped upon has gone. */
    final CountDownLatch clientGone = new CountDownLatch(1);

    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private final HttpServer server;

    ArmServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    ArmClient client(Clock clock) {
        return client(clock, Timeouts.USUAL);
    }

    ArmClient client(Clock clock, Timeouts timeouts) {
        AzureAccess access = new AzureAccess(url(), Login.NONE, null, null, timeouts);
        return new ArmClient(access, new Credentials(access, Map.of()), "1.2.3", clock);
    }

    /** The answer to the next request that has none yet; the last is repeated. */
    ArmServer then(Reply reply) {
        synchronized (replies) {
            replies.add(reply);
        }
        return this;
    }

    /** The answer to the next request, before all others. */
    void first(int status, String body) {
        synchronized (replies) {
            replies.addFirst(answer(status, body));
        }
    }

    ArmServer then(int status, String body, String... headers) {
        return then(answer(status, body, headers));
    }

    List<Asked> asked() {
        synchronized (replies) {
            return List.copyOf(asked);
        }
    }

    List<String> lines() {
        return asked().stream().map(Asked::line).toList();
    }

    static Reply answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    static Reply error(int status, String code, String message, String... headers) {
        return answer(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}", headers);
    }

    /** Reads the request and never says anything. */
    Reply hang() {
        return exchange -> awaitClose(0);
    }

    /** Reads the request and closes the connection. */
    static Reply hangUp() {
        return HttpExchange::close;
    }

    /** Promises more than it sends. */
    static Reply cutShort() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"value\":[".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Sends a blank every few milliseconds, for ever: no pause is ever long, the answer never ends. */
    Reply drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!awaitClose(5)) {
                    out.write(' ');
                    out.flush();
                }
            } finally {
                clientGone.countDown();
            }
        };
    }

    /** Sends more than anybody should read. */
    static Reply flood() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = new byte[1 << 20];
            Arrays.fill(blanks, (byte) ' ');
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < 64; i++) {
                    out.write(blanks);
                }
            }
        };
    }

    private boolean awaitClose(long millis) {
        try {
            if (millis > 0) {
                return closed.await(millis, TimeUnit.MILLISECONDS);
            }
            closed.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        Reply reply;
        synchronized (replies) {
            asked.add(new Asked(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
            reply = replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
        }
        reply.to(exchange);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

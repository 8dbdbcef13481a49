package io.alertcap.api.pages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.PageGate;
import io.alertcap.capture.InMemoryLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages over {@link PageSamples} on loopback, for a browser. */
final class PageServer implements AutoCloseable {
    private static final PageGate.SignInFirst FIRST = new PageGate.SignInFirst(
            "Sign in to see the pages.", true, "/.auth/login/aad?post_login_redirect_uri=/api/pages");

    private final InMemoryLedger ledger;
    private final Pages.Source source;
    private final Pages pages;
    private final HttpServer server;

    private PageServer(Clock clock, int port) throws IOException {
        PageSamples samples = new PageSamples(clock);
        ledger = samples.ledger();
        source = samples.source(ledger);
        pages = new Pages(clock, "1.2.3");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    static PageServer start(Clock clock, int port) {
        try {
            return new PageServer(clock, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    InMemoryLedger ledger() {
        return ledger;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path =
                    (exchange.getRequestURI().getPath() + "//").substring(1).split("/", -1);
            ApiAnswer answer = path.length < 5 || !path[0].equals("api") || !path[1].equals("pages")
                    ? new ApiAnswer(404, "text/plain", "", Map.of())
                    : path[2].equals("assets")
                            ? pages.asset(path[3])
                            : path[2].equals("start")
                                            && exchange.getRequestMethod().equals("POST")
                                    ? pages.start(
                                            new PageSamples.SampleOrders(),
                                            query(new String(
                                                    exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)),
                                            PagesTest.ANNA)
                                    : path[2].equals("closed")
                                            ? pages.signIn("nothing", "", Map.of(), FIRST)
                                            : pages.show(
                                                    source,
                                                    path[2],
                                                    path[3],
                                                    query(exchange.getRequestURI()
                                                            .getRawQuery()),
                                                    PagesTest.ANNA);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] nameAndValue = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(nameAndValue[0], StandardCharsets.UTF_8),
                    nameAndValue.length < 2 ? "" : URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** For a person: the pages on the port given, until the process ends. */
    public static void main(String[] args) {
        PageServer started = start(Clock.systemUTC(), Integer.parseInt(args[0]));
        System.out.println(started.url() + Pages.ROOT);
    }
}

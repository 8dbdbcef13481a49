package io.alertcap.local.arm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** ARM on a listener: from HTTP to {@link ArmRoutes} and back, with faults on the way and a record of it all. */
final class ArmServer implements HttpHandler {
    private final String scheme;
    private final ArmRoutes routes;
    private final Faults faults;
    private final ExchangeRecorder recorder;
    private final CountDownLatch closing;

    ArmServer(String scheme, ArmRoutes routes, Faults faults, ExchangeRecorder recorder, CountDownLatch closing) {
        this.scheme = scheme;
        this.routes = routes;
        this.faults = faults;
        this.recorder = recorder;
        this.closing = closing;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ArmRequest request = read(exchange);
            List<Fault.Effect> effects = faults.meet(request.method(), request.path());
            waitIfSlow(effects);
            if (first(effects, Fault.Hang.class).isPresent()) {
                // Until the stand-in is closed: a client that waits for ever shall be seen to do so.
                pause(Long.MAX_VALUE);
                record(exchange, request, 0, Map.of(), "");
            } else if (first(effects, Fault.Reset.class).isPresent()) {
                record(exchange, request, 0, Map.of(), "");
            } else {
                answer(exchange, request, effects);
            }
        }
    }

    private void answer(HttpExchange exchange, ArmRequest request, List<Fault.Effect> effects) throws IOException {
        ArmAnswer answer =
                faultyAnswer(effects).orElseGet(() -> routes.answer(request.meeting(effects), scheme.equals("https")));
        Map<String, String> headers = headers(request, answer);
        String body = answer.body() == null ? "" : answer.body().toString();
        if (first(effects, Fault.AnswerLost.class).isPresent()) {
            record(exchange, request, 0, Map.of(), "");
            return;
        }
        record(exchange, request, answer.status(), headers, body);
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            send(
                    exchange.getResponseBody(),
                    bytes,
                    first(effects, Fault.Drip.class).isPresent());
        }
    }

    private void send(OutputStream out, byte[] bytes, boolean drip) throws IOException {
        if (!drip) {
            out.write(bytes);
            return;
        }
        for (byte one : bytes) {
            out.write(one);
            out.flush();
            if (pause(1000)) {
                return;
            }
        }
    }

    private static Optional<ArmAnswer> faultyAnswer(List<Fault.Effect> effects) {
        Optional<ArmAnswer> throttled = first(effects, Fault.Throttle.class)
                .map(fault -> ArmAnswer.error(
                                429, "TooManyRequests", "The request is being throttled. Please try again later.")
                        .with("Retry-After", Integer.toString(fault.retryAfterSeconds())));
        return throttled.or(() -> first(effects, Fault.Answer.class).map(ArmServer::errorAnswer));
    }

    private static ArmAnswer errorAnswer(Fault.Answer fault) {
        String code = fault.code();
        String message = fault.message();
        return code == null
                ? ArmAnswer.of(fault.status(), null)
                : ArmAnswer.error(fault.status(), code, message == null ? "An error occurred." : message);
    }

    private void waitIfSlow(List<Fault.Effect> effects) {
        first(effects, Fault.Slow.class).ifPresent(fault -> pause(fault.milliseconds()));
    }

    /** Waits; true when the stand-in is being closed. */
    private boolean pause(long milliseconds) {
        try {
            return closing.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static <T extends Fault.Effect> Optional<T> first(List<Fault.Effect> effects, Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private ArmRequest read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        String host = headers.getOrDefault(
                "host", "localhost:" + exchange.getLocalAddress().getPort());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        // An endpoint given with a slash at its end makes paths with two at their start, which URI takes for a host.
        URI uri = URI.create(exchange.getRequestURI().toString().replaceFirst("^//+", "/"));
        return ArmRequest.of(exchange.getRequestMethod(), scheme + "://" + host, uri, headers, body);
    }

    private static Map<String, String> headers(ArmRequest request, ArmAnswer answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String id = UUID.randomUUID().toString();
        headers.put("x-ms-request-id", id);
        headers.put(
                "x-ms-correlation-request-id",
                request.header("x-ms-correlation-request-id").orElse(id));
        headers.put("Cache-Control", "no-cache");
        if (answer.body() != null) {
            headers.put("Content-Type", "application/json; charset=utf-8");
        }
        headers.putAll(answer.headers());
        return headers;
    }

    private void record(
            HttpExchange exchange, ArmRequest request, int status, Map<String, String> headers, String body) {
        Map<String, String> lowerCase = new TreeMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
        recorder.record(new ArmExchange(
                request.method(),
                exchange.getRequestURI().toString(),
                request.headers(),
                request.body(),
                status,
                lowerCase,
                body));
    }
}

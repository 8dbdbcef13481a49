package io.alertcap.local.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code /standin/faults}: GET lists the faults in force, POST adds one, DELETE ends all. A person's way to break things:
 *
 * <pre>{@code
 * curl -X POST http://127.0.0.1:PORT/standin/faults -d '
 *   {"method":"PUT","path":"*packetCaptures*","count":2,"effect":{"kind":"throttle","retryAfterSeconds":5}}'
 * }</pre>
 *
 * <p>{@code skip} (0) and {@code count} (1; 0 means always) may be left out. The kinds and their fields are those of
 * {@link Fault.Effect}.
 */
final class FaultsEndpoint implements HttpHandler {
    private final Faults faults;

    FaultsEndpoint(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestMethod()) {
                case "GET" -> send(exchange, 200, Json.MAPPER.valueToTree(faults.inForce()));
                case "POST" -> add(exchange, body);
                case "DELETE" -> {
                    faults.clear();
                    exchange.sendResponseHeaders(204, -1);
                }
                default -> exchange.sendResponseHeaders(405, -1);
            }
        }
    }

    private void add(HttpExchange exchange, byte[] body) throws IOException {
        try {
            JsonNode given = Json.MAPPER.readTree(body);
            Fault.Effect effect = Json.MAPPER.treeToValue(given.path("effect"), Fault.Effect.class);
            if (effect == null) {
                throw new IllegalArgumentException("effect is required: an object with a kind");
            }
            Fault fault = new Fault(
                    given.path("method").asText("*"),
                    given.path("path").asText("*"),
                    given.path("skip").asInt(0),
                    given.path("count").asInt(1),
                    effect);
            faults.add(fault);
            send(exchange, 201, Json.MAPPER.valueToTree(fault));
        } catch (JsonProcessingException e) {
            send(exchange, 400, Json.object("error", e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            send(exchange, 400, Json.object("error", String.valueOf(e.getMessage())));
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

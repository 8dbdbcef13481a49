package io.alertcap.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Where an app in App Service gets tokens of its managed identity. The tokens have the form of Entra's; their signature
 * is none, which Azurite does not look at.
 *
 * @see <a href="https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference">REST
 *     endpoint reference</a>
 */
final class IdentityEndpoint implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration VALID = Duration.ofHours(24);
    private static final String PRINCIPAL = "00000000-0000-0000-0000-0000000000e1";
    private static final String TENANT = "00000000-0000-0000-0000-0000000000d1";

    private final HttpServer server;
    private final Clock clock;
    private final String secret = UUID.randomUUID().toString();
    private final List<String> resources = new CopyOnWriteArrayList<>();

    private IdentityEndpoint(Clock clock) throws IOException {
        this.clock = clock;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/msi/token", this::answer);
    }

    static IdentityEndpoint start(Clock clock) {
        try {
            IdentityEndpoint endpoint = new IdentityEndpoint(clock);
            endpoint.server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException("The identity endpoint cannot listen", e);
        }
    }

    /** What the platform puts into an app's environment. */
    Map<String, String> environment() {
        return Map.of(
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/msi/token",
                "IDENTITY_HEADER",
                secret);
    }

    /** What tokens were asked for, in that order, each with the client id of the identity: {@code resource client}. */
    List<String> asked() {
        return List.copyOf(resources);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!secret.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            Map<String, String> query = Arrays.stream(
                            exchange.getRequestURI().getRawQuery().split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(
                            pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
            String resource = query.getOrDefault("resource", "");
            String client = query.getOrDefault("client_id", "");
            resources.add(resource + " " + client);
            byte[] body = JSON.writeValueAsBytes(answer(resource, client));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ObjectNode answer(String resource, String client) {
        Instant now = clock.instant();
        long expires = now.plus(VALID).getEpochSecond();
        ObjectNode claims = JSON.createObjectNode()
                .put("aud", resource)
                .put("iss", "https://sts.windows.net/" + TENANT + "/")
                .put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", expires)
                .put("appid", client)
                .put("oid", PRINCIPAL)
                .put("tid", TENANT);
        return JSON.createObjectNode()
                .put(
                        "access_token",
                        part("{\"typ\":\"JWT\",\"alg\":\"RS256\"}") + "." + part(claims.toString()) + ".none")
                .put("expires_on", Long.toString(expires))
                .put("resource", resource)
                .put("token_type", "Bearer")
                .put("client_id", client);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package io.alertcap.entra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** An issuer of tokens on this machine: publishes what Entra ID publishes, and signs as it does. No library has part in it. */
public final class LocalIssuer implements AutoCloseable {
    public static final String TENANT = "0f1e2d3c-0000-4000-8000-000000000001";
    public static final String CLIENT_ID = "0f1e2d3c-0000-4000-8000-000000000002";
    static final String VERSION_1 = "https://sts.windows.net/" + TENANT + "/";

    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, KeyPair> published = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private volatile Behaviour behaviour = LocalIssuer::answer;

    /** What it does with a request, after it has thought of the right answer. */
    interface Behaviour {
        void handle(HttpExchange exchange, String right) throws IOException;
    }

    public LocalIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    SecureWebhook webhook() {
        return SecureWebhook.of(authority(), TENANT, "api://" + CLIENT_ID);
    }

    /** Where it listens. */
    public URI authority() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The issuer of tokens of version 2. */
    String version2() {
        return authority() + "/" + TENANT + "/v2.0";
    }

    /** Publishes keys, and no others. */
    public void publish(String... ids) {
        published.clear();
        List.of(ids).forEach(id -> published.put(id, pair(id)));
    }

    void behave(Behaviour how) {
        behaviour = how;
    }

    void behaveWell() {
        behaviour = LocalIssuer::answer;
    }

    /** The paths that were asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** A token of version 2 that is good in every way. */
    public String token(Instant now, String keyId) {
        return token(now, keyId, claims -> {});
    }

    /** Likewise, before it is changed. */
    public String token(Instant now, String keyId, Consumer<ObjectNode> change) {
        ObjectNode claims = object().put("ver", "2.0")
                .put("iss", version2())
                .put("aud", CLIENT_ID)
                .put("azp", EntraTokens.ACTION_GROUPS)
                .put("tid", TENANT)
                .put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", now.plusSeconds(3_600).getEpochSecond());
        claims.putArray("roles").add(EntraTokens.ROLE);
        change.accept(claims);
        return signed(header(keyId), claims, pair(keyId));
    }

    /** A token of version 1 that is good in every way. */
    String tokenOfVersion1(Instant now, String keyId) {
        return token(
                now,
                keyId,
                claims -> claims.put("ver", "1.0")
                        .put("iss", VERSION_1)
                        .put("aud", "api://" + CLIENT_ID)
                        .put("appid", EntraTokens.ACTION_GROUPS)
                        .remove("azp"));
    }

    static ObjectNode header(String keyId) {
        return object().put("typ", "JWT").put("alg", "RS256").put("kid", keyId);
    }

    static String signed(ObjectNode header, ObjectNode claims, KeyPair pair) {
        String head = base64(header.toString()) + "." + base64(claims.toString());
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(head.getBytes(StandardCharsets.US_ASCII));
            return head + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key pair for each name, the same throughout the run: they take long to make. */
    static KeyPair pair(String id) {
        return PAIRS.computeIfAbsent(id, name -> pair(name.startsWith("short") ? 1024 : 2048));
    }

    private static KeyPair pair(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static void answer(HttpExchange exchange, String body) throws IOException {
        answer(exchange, 200, body);
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        String base = authority() + "/" + TENANT;
        Map<String, String> answers = Map.of(
                "/" + TENANT + "/.well-known/openid-configuration",
                configuration(VERSION_1, base + "/discovery/keys"),
                "/" + TENANT + "/v2.0/.well-known/openid-configuration",
                configuration(version2(), base + "/discovery/v2.0/keys"),
                "/" + TENANT + "/discovery/keys",
                keys(),
                "/" + TENANT + "/discovery/v2.0/keys",
                keys());
        String right = answers.get(path);
        if (right == null) {
            answer(exchange, 404, "{}");
        } else {
            behaviour.handle(exchange, right);
        }
    }

    private static String configuration(String issuer, String keys) {
        return object().put("issuer", issuer).put("jwks_uri", keys).toString();
    }

    private String keys() {
        ObjectNode set = object();
        ArrayNode keys = set.putArray("keys");
        published.forEach((id, pair) -> keys.add(key(id, (RSAPublicKey) pair.getPublic())));
        return set.toString();
    }

    private static ObjectNode key(String id, RSAPublicKey key) {
        return object().put("kty", "RSA")
                .put("use", "sig")
                .put("kid", id)
                .put("n", base64(unsigned(key.getModulus())))
                .put("e", base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package io.alertcap.local.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in over HTTP: listeners, faults on the wire, the record of exchanges. */
class ArmStandInIT {
    private static final String REGION = "westeurope";
    private static final String WATCHER = ArmStandIn.watcherId(REGION);
    private static final String VERSION = "?api-version=2025-03-01";

    @TempDir
    Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T03:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private ArmStandIn arm;

    @BeforeEach
    void start() {
        arm = builder().start();
    }

    @AfterEach
    void close() {
        arm.close();
    }

    private ArmStandIn.Builder builder() {
        String machine = ArmStandIn.machineId("rg-app", "vm1");
        return ArmStandIn.builder()
                .clock(clock)
                .folder(folder)
                .recordTo(folder.resolve("arm.jsonl"))
                .watcher(REGION)
                .machine(Machine.running(machine, REGION, Machine.Os.LINUX));
    }

    @Test
    void https_asks_for_a_token_and_shows_a_certificate_that_can_be_trusted()
            throws IOException, InterruptedException, GeneralSecurityException {
        try (ArmStandIn secure = builder().httpsPort(0).start()) {
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(trusting(secure.certificate()))
                    .build();
            URI watchers = URI.create(secure.httpsUrl() + WATCHER + VERSION);

            HttpResponse<String> without =
                    trusting.send(HttpRequest.newBuilder(watchers).build(), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> with = trusting.send(
                    HttpRequest.newBuilder(watchers)
                            .header("Authorization", "Bearer secret-token")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer authorization_uri="));
            assertThat(with.statusCode()).isEqualTo(200);
            assertThat(Files.readString(folder.resolve("arm.jsonl"))).doesNotContain("secret-token");
        }
    }

    @Test
    void poll_urls_lead_back_to_the_host_that_the_client_used() throws IOException, InterruptedException {
        HttpResponse<String> created = send("PUT", WATCHER + "/packetCaptures/cap1" + VERSION, body());

        assertThat(created.headers().firstValue("Azure-AsyncOperation")).hasValueSatisfying(url -> {
            assertThat(url).startsWith(arm.httpUrl() + "/subscriptions/");
            assertThat(url).endsWith(VERSION);
        });
    }

    @Test
    void takes_paths_in_any_case_and_expansions_in_any_form() throws IOException, InterruptedException {
        String machine = ArmStandIn.machineId("RG-APP", "VM1").toUpperCase(Locale.ROOT);

        assertThat(send("GET", machine + "?$expand=instanceView&api-version=2022-08-01", "")
                        .body())
                .contains("PowerState/running");
        assertThat(send("GET", "/" + machine + "?api-version=2022-08-01&%24expand=instanceView", "")
                        .body())
                .contains("PowerState/running");
        assertThat(send("GET", machine + "?api-version=2022-08-01", "").body()).doesNotContain("instanceView");
    }

    @Test
    void refuses_what_arm_itself_refuses() throws IOException, InterruptedException {
        assertThat(send("GET", WATCHER, "").body()).contains("MissingApiVersionParameter");
        assertThat(send("GET", WATCHER + "?api-version=latest", "").body()).contains("InvalidApiVersionParameter");
        assertThat(send("GET", WATCHER + "/flowLogs" + VERSION, "").body()).contains("InvalidResourceType");
        assertThat(send("PATCH", WATCHER + VERSION, "{}").statusCode()).isEqualTo(405);
        assertThat(send("PUT", WATCHER + "/packetCaptures/cap1" + VERSION, "{").body())
                .contains("InvalidRequestContent");
        assertThat(send("GET", WATCHER.replace("a1/", "a2/") + VERSION, "").body())
                .contains("SubscriptionNotFound");
        assertThat(send("GET", WATCHER.replace("NetworkWatcherRG", "rg-none") + VERSION, "")
                        .body())
                .contains("ResourceGroupNotFound");
    }

    @Test
    void a_throttled_request_is_told_when_to_come_again() throws IOException, InterruptedException {
        arm.faults().add(new Fault("GET", "*/networkwatchers/*", 1, 2, new Fault.Throttle(17)));

        assertThat(send("GET", WATCHER + VERSION, "").statusCode()).isEqualTo(200);
        HttpResponse<String> throttled = send("GET", WATCHER + VERSION, "");
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("17");
        assertThat(send("GET", WATCHER + VERSION, "").statusCode()).isEqualTo(429);
        assertThat(send("GET", WATCHER + VERSION, "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_lost_answer_is_one_to_a_request_that_was_carried_out() throws IOException {
        arm.faults().add(Fault.once("PUT", "*", new Fault.AnswerLost()));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> send("PUT", WATCHER + "/packetCaptures/cap1" + VERSION, body()));

        assertThat(arm.sessions(WATCHER))
                .extracting(ArmStandIn.SessionView::name)
                .containsExactly("cap1");
        assertThat(arm.exchanges())
                .singleElement()
                .satisfies(exchange -> assertThat(exchange.status()).isZero());
    }

    @Test
    void a_reset_request_was_not_carried_out() {
        arm.faults().add(Fault.once("PUT", "*", new Fault.Reset()));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> send("PUT", WATCHER + "/packetCaptures/cap1" + VERSION, body()));

        assertThat(arm.sessions(WATCHER)).isEmpty();
    }

    @Test
    void a_hanging_or_dripping_answer_outlasts_the_client() throws IOException, InterruptedException {
        arm.faults().add(Fault.once("GET", "*", new Fault.Hang()));
        HttpRequest impatient = HttpRequest.newBuilder(URI.create(arm.httpUrl() + WATCHER + VERSION))
                .timeout(Duration.ofMillis(500))
                .build();
        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> client.send(impatient, HttpResponse.BodyHandlers.ofString()));

        arm.faults().add(Fault.once("GET", "*", new Fault.Drip()));
        HttpResponse<InputStream> dripping = client.send(impatient, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = dripping.body()) {
            assertThat(dripping.statusCode()).isEqualTo(200);
            assertThat(in.read()).isEqualTo('{');
            assertThat(in.available()).isLessThan(10);
        }
    }

    @Test
    void a_person_can_script_a_fault_with_curl() throws IOException, InterruptedException {
        HttpResponse<String> added = send("POST", "/standin/faults", """
                {"method":"GET","path":"*networkWatchers*","effect":{"kind":"answer","status":503}}
                """);

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(send("GET", "/standin/faults", "").body()).contains("\"kind\":\"answer\"");
        HttpResponse<String> failed = send("GET", WATCHER + VERSION, "");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.body()).isEmpty();
        assertThat(send("GET", WATCHER + VERSION, "").statusCode()).isEqualTo(200);
        assertThat(send("POST", "/standin/faults", "{\"effect\":{\"kind\":\"unheard\"}}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("DELETE", "/standin/faults", "").statusCode()).isEqualTo(204);
    }

    @Test
    void counts_sessions_of_others_and_the_most_that_ran_at_once() throws IOException, InterruptedException {
        arm.addForeignSession(WATCHER, "theirs", ArmStandIn.machineId("rg-app", "vm2"));
        send("PUT", WATCHER + "/packetCaptures/cap1" + VERSION, body());
        assertThat(send("GET", WATCHER + "/packetCaptures/theirs" + VERSION, "").body())
                .contains("\"timeLimitInSeconds\":18000");
        arm.stopSession(WATCHER, "theirs");
        assertThat(send("POST", WATCHER + "/packetCaptures/theirs/queryStatus" + VERSION, "")
                        .body())
                .contains("Stopped");
        arm.deleteSession(WATCHER, "theirs");

        assertThat(arm.mostRunningAtOnce(WATCHER)).isEqualTo(2);
        assertThat(arm.sessions(WATCHER))
                .extracting(ArmStandIn.SessionView::name)
                .containsExactly("cap1");
    }

    @Test
    void records_each_exchange_as_a_line() throws IOException, InterruptedException {
        send("GET", WATCHER + VERSION + "&sig=abc%2B", "");

        assertThat(Files.readAllLines(folder.resolve("arm.jsonl")))
                .singleElement()
                .satisfies(line -> {
                    var exchange = Json.parse(line);
                    assertThat(exchange.path("method").asText()).isEqualTo("GET");
                    assertThat(exchange.path("url").asText()).isEqualTo(WATCHER + VERSION + "&sig=removed");
                    assertThat(exchange.path("status").asInt()).isEqualTo(200);
                    assertThat(exchange.at("/rheaders/x-ms-request-id").asText())
                            .isNotEmpty();
                    assertThat(Json.parse(exchange.path("rbody").asText())
                                    .path("name")
                                    .asText())
                            .isEqualTo("NetworkWatcher_westeurope");
                });
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(arm.httpUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String body() {
        return Json.object(
                        "properties",
                        Json.object(
                                "target",
                                ArmStandIn.machineId("rg-app", "vm1"),
                                "storageLocation",
                                Json.object("filePath", "/var/captures/cap1.cap")))
                .toString();
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "stand-in", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}

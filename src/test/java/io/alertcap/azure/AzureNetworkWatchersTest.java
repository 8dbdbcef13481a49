package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.ServiceRequest;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SessionStatus;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AzureNetworkWatchersTest {
    private static final String SUB = "00000000-0000-0000-0000-0000000000a1";
    private static final String WATCHER_PATH = "/subscriptions/" + SUB
            + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/nw1";
    private static final String VM =
            "/subscriptions/" + SUB + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1";
    private static final String SCALE_SET =
            "/subscriptions/" + SUB + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/ss1";
    private static final String ACCOUNT =
            "/subscriptions/" + SUB + "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st";
    private static final String LIST =
            "GET /subscriptions/" + SUB + "/providers/Microsoft.Network/networkWatchers?api-version=2025-03-01";
    private static final Region WEST = Region.of("westus2");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArmServer server = new ArmServer();
    private final TestClock clock = new TestClock();
    private final ArmClient arm = server.client(clock);
    private final AzureNetworkWatchers watchers = new AzureNetworkWatchers(arm, null, clock);
    private final Watcher watcher = new Watcher(id(WATCHER_PATH), WEST);

    @AfterEach
    void close() {
        server.close();
    }

    // ---- finding ----

    @Test
    void finds_the_watcher_by_its_location_whatever_its_name_and_however_the_location_is_spelt() {
        server.then(200, watchersJson("nw0", "northeurope", "Succeeded", "nw1", "West US 2", "Succeeded"));

        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
        assertThat(server.lines()).containsExactly(LIST);
    }

    @Test
    void a_watcher_that_is_not_succeeded_does_not_count_but_one_without_a_state_does() {
        server.then(200, watchersJson("nw0", "westus2", "Deleting", "nw1", "northeurope", null));

        assertThat(watchers.find(SUB, WEST, budget())).isEmpty();
        assertThat(watchers.find(SUB, Region.of("northeurope"), budget())).isPresent();
    }

    @Test
    void remembers_the_watcher_ten_minutes_for_all_regions_of_the_subscription() {
        server.then(200, watchersJson("nw0", "northeurope", "Succeeded", "nw1", "westus2", "Succeeded"));

        watchers.find(SUB, WEST, budget());
        watchers.find(SUB, Region.of("northeurope"), budget());
        clock.pass(AzureNetworkWatchers.REMEMBER_FOUND.minusMillis(1));
        watchers.find(SUB, WEST, budget());
        assertThat(server.asked()).hasSize(1);

        clock.pass(Duration.ofMillis(1));
        watchers.find(SUB, WEST, budget());
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void what_was_looked_up_ahead_is_not_asked_for_again() {
        server.then(200, watchersJson("nw1", "westus2", "Succeeded"));

        watchers.expect(SUB, budget());
        watchers.expect(SUB, budget());

        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void remembers_that_there_is_none_for_a_minute_only() {
        server.then(200, watchersJson("nw0", "northeurope", "Succeeded"))
                .then(200, watchersJson("nw1", "westus2", "Succeeded"));

        assertThat(watchers.find(SUB, WEST, budget())).isEmpty();
        clock.pass(AzureNetworkWatchers.REMEMBER_MISSING.minusMillis(1));
        assertThat(watchers.find(SUB, WEST, budget())).isEmpty();
        clock.pass(Duration.ofMillis(1));
        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
    }

    @Test
    void a_storm_asks_for_the_list_once() throws Exception {
        server.then(200, watchersJson("nw1", "westus2", "Succeeded"));
        ExecutorService storm = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = IntStream.range(0, 40)
                    .<Future<?>>mapToObj(i -> storm.submit(
                            () -> assertThat(watchers.find(SUB, WEST, budget())).contains(watcher)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            storm.shutdownNow();
        }
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_list_that_failed_and_may_succeed_is_asked_for_again_at_once() {
        server.then(ArmServer.error(503, "ServerBusy", "later")).then(200, watchersJson("nw1", "westus2", "Succeeded"));

        assertThat(refusal(() -> watchers.find(SUB, WEST, budget())).kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
    }

    @Test
    void a_refused_list_is_refused_again_without_a_call_for_a_minute_only() {
        server.then(ArmServer.error(403, "AuthorizationFailed", "no"))
                .then(200, watchersJson("nw1", "westus2", "Succeeded"));

        for (int storm = 0; storm < 5; storm++) {
            ServiceException refusal = refusal(() -> watchers.find(SUB, WEST, budget()));
            assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
            assertThat(refusal.inWords()).isEqualTo("HTTP 403 AuthorizationFailed: no");
            watchers.expect(SUB, budget());
            clock.pass(Duration.ofSeconds(10));
        }
        assertThat(server.asked()).hasSize(1);

        clock.pass(Duration.ofSeconds(10));
        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
    }

    @Test
    void a_subscription_that_is_refused_says_nothing_of_another() {
        server.then(ArmServer.error(403, "AuthorizationFailed", "no"))
                .then(200, watchersJson("nw1", "westus2", "Succeeded"));

        assertThat(refusal(() -> watchers.find("00000000-0000-0000-0000-0000000000b2", WEST, budget()))
                        .kind())
                .isEqualTo(Kind.FORBIDDEN);
        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
    }

    @Test
    void a_watcher_that_was_known_serves_while_its_subscription_cannot_be_listed() {
        server.then(200, watchersJson("nw1", "westus2", "Succeeded"))
                .then(ArmServer.error(429, "TooManyRequests", "later"))
                .then(200, watchersJson("nw2", "westus2", "Succeeded"));
        watchers.find(SUB, WEST, budget());
        clock.pass(AzureNetworkWatchers.REMEMBER_FOUND);

        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
        assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
        assertThat(server.asked()).as("a second list is not asked for at once").hasSize(2);

        clock.pass(AzureNetworkWatchers.REMEMBER_MISSING);
        assertThat(watchers.find(SUB, WEST, budget()))
                .hasValueSatisfying(found -> assertThat(found.id().name()).isEqualTo("nw2"));
    }

    @Test
    void nobody_waits_for_a_list_that_hangs_where_the_watcher_was_known() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        server.then(200, watchersJson("nw1", "westus2", "Succeeded")).then(exchange -> {
            hangs.countDown();
            server.hang().to(exchange);
        });
        watchers.find(SUB, WEST, budget());
        clock.pass(AzureNetworkWatchers.REMEMBER_FOUND);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> first = other.submit(() -> watchers.find(SUB, WEST, budget()));
            hangs.await();

            assertThat(watchers.find(SUB, WEST, budget())).contains(watcher);
            assertThat(first.isDone()).isFalse();
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void a_watcher_that_turns_out_to_be_gone_is_looked_for_again() {
        server.then(200, watchersJson("nw1", "westus2", "Succeeded"))
                .then(ArmServer.error(404, "ParentResourceNotFound", "gone"))
                .then(200, watchersJson("nw2", "westus2", "Succeeded"));

        Watcher first = watchers.find(SUB, WEST, budget()).orElseThrow();
        assertThat(refusal(() -> watchers.start(first, request(), budget())).kind())
                .isEqualTo(Kind.NOT_FOUND);

        assertThat(watchers.find(SUB, WEST, budget()))
                .hasValueSatisfying(found -> assertThat(found.id().name()).isEqualTo("nw2"));
    }

    @Test
    void a_session_that_is_gone_says_nothing_about_its_watcher() {
        server.then(200, watchersJson("nw1", "westus2", "Succeeded"))
                .then(ArmServer.error(404, "ResourceNotFound", "gone"));
        watchers.find(SUB, WEST, budget());

        assertThat(watchers.session(watcher, "c1", budget())).isEmpty();
        watchers.find(SUB, WEST, budget());

        assertThat(server.asked()).hasSize(2);
    }

    // ---- establishing ----

    @Test
    void creates_no_watcher_unless_it_may() {
        assertThat(watchers.establish(SUB, WEST, budget())).isEmpty();
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void creates_the_watcher_under_azures_own_name_and_remembers_it() {
        AzureNetworkWatchers creating = new AzureNetworkWatchers(arm, "NetworkWatcherRG", clock);
        server.then(201, watcherJson("NetworkWatcher_westus2", "westus2", "Succeeded"));

        assertThat(creating.establish(SUB, WEST, budget())).isPresent();
        assertThat(creating.find(SUB, WEST, budget())).isPresent();

        assertThat(server.lines())
                .containsExactly("PUT /subscriptions/" + SUB
                        + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/"
                        + "NetworkWatcher_westus2?api-version=2025-03-01");
        assertThat(server.asked().get(0).body()).isEqualTo("{\"location\":\"westus2\"}");
    }

    @Test
    void takes_the_watcher_that_somebody_else_was_faster_to_create() {
        AzureNetworkWatchers creating = new AzureNetworkWatchers(arm, "NetworkWatcherRG", clock);
        server.then(ArmServer.error(400, "NetworkWatcherCountLimitReached", "Current: 1, Max: 1, Region: westus2"))
                .then(200, watchersJson("nw1", "westus2", "Succeeded"));

        assertThat(creating.establish(SUB, WEST, budget())).contains(watcher);
    }

    @Test
    void a_watcher_that_may_not_be_created_is_not_tried_again_for_a_minute() {
        AzureNetworkWatchers creating = new AzureNetworkWatchers(arm, "NetworkWatcherRG", clock);
        server.then(ArmServer.error(403, "AuthorizationFailed", "no"))
                .then(201, watcherJson("NetworkWatcher_westus2", "westus2", "Succeeded"));

        for (int storm = 0; storm < 5; storm++) {
            assertThat(refusal(() -> creating.establish(SUB, WEST, budget())).kind())
                    .isEqualTo(Kind.FORBIDDEN);
        }
        assertThat(server.asked()).hasSize(1);

        clock.pass(AzureNetworkWatchers.REMEMBER_MISSING);
        assertThat(creating.establish(SUB, WEST, budget())).isPresent();
    }

    // ---- starting ----

    @Test
    void starts_with_everything_that_was_asked_for() throws Exception {
        server.then(201, sessionJson("c1", "Updating"));

        PacketCaptureSession session = watchers.start(watcher, request(), budget());

        ArmServer.Asked put = server.asked().get(0);
        assertThat(put.line()).isEqualTo("PUT " + WATCHER_PATH + "/packetCaptures/c1?api-version=2025-03-01");
        assertThat(put.headers().get("Content-Type")).startsWith("application/json");
        assertThat(JSON.readTree(put.body())).isEqualTo(JSON.readTree("""
                        {"properties":{"target":"%s","targetType":"AzureVM","bytesToCapturePerPacket":96,
                          "totalBytesPerSession":4294967295,"timeLimitInSeconds":300,
                          "storageLocation":{"storageId":"%s","storagePath":"https://st.blob.core.windows.net/c/x.cap"},
                          "filters":[{"protocol":"TCP","remoteIPAddress":"10.0.0.1-10.0.0.9","localPort":"443"},
                                     {"protocol":"Any"}]}}""".formatted(VM, ACCOUNT)));
        assertThat(session.name()).isEqualTo("c1");
        assertThat(session.provisioningState()).isEqualTo("Updating");
    }

    @Test
    void names_the_instances_of_a_scale_set_in_the_scope() throws Exception {
        server.then(201, sessionJson("c1", "Updating"));
        SessionRequest request = new SessionRequest(
                "c1",
                new MachineTarget(id(SCALE_SET), List.of("0", "3")),
                new CaptureWish(new CaptureLimits(60, 1000, 0), List.of()),
                new StorageLocation(null, null, "/var/captures/x.cap"));

        watchers.start(watcher, request, budget());

        assertThat(JSON.readTree(server.asked().get(0).body())).isEqualTo(JSON.readTree("""
                        {"properties":{"target":"%s","targetType":"AzureVMSS","scope":{"include":["0","3"]},
                          "bytesToCapturePerPacket":0,"totalBytesPerSession":1000,"timeLimitInSeconds":60,
                          "storageLocation":{"filePath":"/var/captures/x.cap"}}}""".formatted(SCALE_SET)));
    }

    @Test
    void describes_exactly_what_it_would_send() throws Exception {
        server.then(201, sessionJson("c1", "Updating"));

        ServiceRequest described = watchers.describe(watcher, request());
        assertThat(server.asked()).as("describing touches nothing").isEmpty();
        watchers.start(watcher, request(), budget());

        ArmServer.Asked sent = server.asked().get(0);
        assertThat(described.method()).isEqualTo(sent.method());
        assertThat(described.url()).isEqualTo(server.url() + sent.url());
        JsonNode body = JSON.readTree(sent.body());
        assertThat(described.body())
                .isEqualTo(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body));
        assertThat(described.body()).contains("\n");
    }

    @Test
    void an_accepted_start_is_a_start() {
        server.then(202, sessionJson("c1", "Creating"));

        assertThat(watchers.start(watcher, request(), budget()).provisioningState())
                .isEqualTo("Creating");
    }

    @Test
    void a_200_to_a_start_means_that_the_name_existed() {
        server.then(200, sessionJson("c1", "Succeeded"));

        assertThat(refusal(() -> watchers.start(watcher, request(), budget())).kind())
                .isEqualTo(Kind.EXISTS);
    }

    @Test
    void a_start_whose_answer_cannot_be_read_is_uncertain() {
        server.then(201, "{\"name\":\"c1\",\"prop");

        assertThat(refusal(() -> watchers.start(watcher, request(), budget())).kind())
                .isEqualTo(Kind.UNCERTAIN);
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "a/b", "a?b", "a#b", "../../x", " "})
    void a_name_cannot_lead_out_of_the_watchers_captures(String name) {
        assertThat(refusal(() -> watchers.remove(watcher, name, budget())).kind())
                .isEqualTo(Kind.INVALID);
        assertThat(refusal(() -> watchers.session(watcher, name, budget())).kind())
                .isEqualTo(Kind.INVALID);
        assertThat(server.asked()).isEmpty();
    }

    // ---- reading ----

    @Test
    void reads_a_session_as_the_service_shows_it() {
        server.then(200, sessionJson("c1", "Succeeded"));

        assertThat(watchers.session(watcher, "c1", budget()))
                .contains(new PacketCaptureSession(
                        "c1",
                        WATCHER_PATH + "/packetCaptures/c1",
                        VM,
                        null,
                        "/var/captures/x.cap",
                        "Succeeded",
                        300,
                        4294967295L,
                        96L,
                        List.of(new CaptureFilter(Protocol.TCP, null, "443", "10.0.0.1", null))));
        assertThat(server.lines()).containsExactly("GET " + WATCHER_PATH + "/packetCaptures/c1?api-version=2025-03-01");
    }

    @Test
    void reads_for_people_what_only_they_want_to_see() {
        server.then(200, """
                {"name":"c1","id":"%s/packetCaptures/c1","etag":"W/\\"7\\"","properties":{"provisioningState":"Succeeded",
                 "target":"%s","targetType":"AzureVMSS","scope":{"include":["0"],"exclude":["1",null]},
                 "storageLocation":{"storageId":"/subscriptions/s/x","storagePath":"https://x/y.cap"}}}""".formatted(WATCHER_PATH, VM));

        assertThat(watchers.detail(watcher, "c1", budget())).hasValueSatisfying(detail -> {
            assertThat(detail.etag()).isEqualTo("W/\"7\"");
            assertThat(detail.targetType()).isEqualTo("AzureVMSS");
            assertThat(detail.include()).containsExactly("0");
            assertThat(detail.exclude()).containsExactly("1");
            assertThat(detail.storageId()).isEqualTo("/subscriptions/s/x");
            assertThat(detail.session().storagePath()).isEqualTo("https://x/y.cap");
        });
    }

    @Test
    void reads_a_foreign_session_however_little_is_known_of_it() {
        server.then(200, """
                {"value":[{"id":"%s/packetCaptures/theirs"},
                  {"name":"odd","properties":{"filters":[{"protocol":"SCTP"}],"provisioningState":"Resting"}}]}""".formatted(WATCHER_PATH));

        List<PacketCaptureSession> sessions = watchers.sessions(watcher, budget());

        assertThat(sessions).extracting(PacketCaptureSession::name).containsExactly("theirs", "odd");
        assertThat(sessions.get(0).provisioningState()).isEqualTo("Unknown");
        assertThat(sessions.get(1).provisioningState()).isEqualTo("Resting");
        assertThat(sessions.get(1).filters()).hasSize(1);
    }

    @Test
    void reads_the_sessions_of_all_pages() {
        String path = WATCHER_PATH + "/packetCaptures?api-version=2025-03-01";
        server.then(
                        200,
                        "{\"value\":[" + sessionJson("c1", "Succeeded") + "],\"nextLink\":\"" + server.url() + path
                                + "&$skiptoken=2\"}")
                .then(200, "{\"value\":[" + sessionJson("c2", "Failed") + "]}");

        assertThat(watchers.sessions(watcher, budget()))
                .extracting(PacketCaptureSession::name)
                .containsExactly("c1", "c2");
        assertThat(server.lines()).containsExactly("GET " + path, "GET " + path + "&$skiptoken=2");
    }

    @Test
    void reads_a_status_that_comes_at_once() {
        server.then(200, """
                {"name":"c1","captureStartTime":"2019-10-16T17:54:11.6229789Z","packetCaptureStatus":"Error",
                 "stopReason":"Manual","packetCaptureError":["StorageFailed","SomethingNew"],"status":"Succeeded"}""");

        assertThat(watchers.status(watcher, "c1", budget()))
                .contains(new SessionStatus(
                        "Error",
                        "Manual",
                        List.of("StorageFailed", "SomethingNew"),
                        Instant.parse("2019-10-16T17:54:11.6229789Z")));
        assertThat(server.lines())
                .containsExactly("POST " + WATCHER_PATH + "/packetCaptures/c1/queryStatus?api-version=2025-03-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Running", "NotStarted", "Hibernating"})
    void follows_a_status_that_takes_its_time_and_passes_unknown_words_on(String word) {
        server.then(202, "", "Location", server.url() + "/operationResults/1?s=x", "Retry-After", "0")
                .then(200, "{\"packetCaptureStatus\":\"" + word + "\"}");

        assertThat(watchers.status(watcher, "c1", budget())).contains(new SessionStatus(word, null, List.of(), null));
    }

    @Test
    void a_status_whose_result_is_gone_belongs_to_no_session() {
        server.then(ArmServer.error(404, "ResourceNotFound", "gone"));

        assertThat(watchers.status(watcher, "c1", budget())).isEmpty();
    }

    // ---- ending ----

    /** An ending request. */
    enum Ending {
        STOP("POST", "/stop"),
        REMOVE("DELETE", "");

        final String method;
        final String suffix;

        Ending(String method, String suffix) {
            this.method = method;
            this.suffix = suffix;
        }

        void of(AzureNetworkWatchers watchers, Watcher watcher, TimeBudget budget) {
            if (this == STOP) {
                watchers.stop(watcher, "c1", budget);
            } else {
                watchers.remove(watcher, "c1", budget);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_ending_is_asked_for_once_and_not_waited_for(Ending ending) {
        server.then(200, "").then(202, "", "Location", server.url() + "/op").then(204, "");

        for (int i = 0; i < 3; i++) {
            ending.of(watchers, watcher, budget());
        }

        assertThat(server.lines())
                .hasSize(3)
                .containsOnly(ending.method + " " + WATCHER_PATH + "/packetCaptures/c1" + ending.suffix
                        + "?api-version=2025-03-01");
    }

    @ParameterizedTest
    @EnumSource
    void ending_what_is_not_there_is_no_error(Ending ending) {
        server.then(ArmServer.error(404, "ResourceNotFound", "gone"));

        ending.of(watchers, watcher, budget());

        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void an_ending_that_fails_says_so(Ending ending) {
        server.then(ArmServer.error(500, "InternalServerError", "An error occurred."));

        assertThat(refusal(() -> ending.of(watchers, watcher, budget())).kind()).isEqualTo(Kind.UNCERTAIN);
    }

    // ---- what the tests are made of ----

    private TimeBudget budget() {
        return TimeBudget.of(clock, Duration.ofSeconds(10));
    }

    private static SessionRequest request() {
        return new SessionRequest(
                "c1",
                new MachineTarget(id(VM), List.of()),
                new CaptureWish(
                        new CaptureLimits(300, 4294967295L, 96),
                        List.of(
                                new CaptureFilter(Protocol.TCP, null, "443", "10.0.0.1-10.0.0.9", null),
                                new CaptureFilter(Protocol.ANY, null, null, null, null))),
                new StorageLocation(id(ACCOUNT), "https://st.blob.core.windows.net/c/x.cap", null));
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    private static String watchersJson(String... nameLocationState) {
        StringBuilder all = new StringBuilder("{\"value\":[");
        for (int i = 0; i < nameLocationState.length; i += 3) {
            all.append(i == 0 ? "" : ",")
                    .append(watcherJson(nameLocationState[i], nameLocationState[i + 1], nameLocationState[i + 2]));
        }
        return all.append("]}").toString();
    }

    private static String watcherJson(String name, String location, String state) {
        String properties =
                state == null ? "{}" : "{\"provisioningState\":\"" + state + "\",\"runningOperationIds\":[]}";
        return """
                {"name":"%s","id":"%s","etag":"W/\\"1\\"","type":"Microsoft.Network/networkWatchers",
                 "location":"%s","properties":%s}""".formatted(name, WATCHER_PATH.replace("nw1", name), location, properties);
    }

    private static String sessionJson(String name, String state) {
        return """
                {"name":"%s","id":"%s/packetCaptures/%s","etag":"W/\\"1\\"",
                 "type":"Microsoft.Network/networkWatchers/packetCaptures","properties":{
                  "provisioningState":"%s","target":"%s","targetType":"AzureVM","scope":{"include":[],"exclude":[]},
                  "bytesToCapturePerPacket":96,"totalBytesPerSession":4294967295,"timeLimitInSeconds":300,
                  "storageLocation":{"storageId":"%s","storagePath":"","filePath":"/var/captures/x.cap"},
                  "filters":[{"protocol":"tcp","localIPAddress":"","localPort":"443","remoteIPAddress":"10.0.0.1"}],
                  "somethingNew":{"a":[1]}}}""".formatted(name, WATCHER_PATH, name, state, VM, ACCOUNT);
    }

    private static ServiceException refusal(ThrowingCallable call) {
        ServiceException refusal = catchThrowableOfType(ServiceException.class, call);
        assertThat(refusal).as("the call should have failed").isNotNull();
        return refusal;
    }

    private static final class TestClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

package io.alertcap.local.arm;

import static io.alertcap.local.arm.ArmFixture.body;
import static io.alertcap.local.arm.ArmFixture.capture;
import static io.alertcap.local.arm.ArmFixture.code;
import static io.alertcap.local.arm.ArmFixture.properties;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A packet capture from PUT to file, on a virtual clock. */
class PacketCaptureLifeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PCAP_HEADER = 24;

    @TempDir
    Path folder;

    private ArmFixture arm() {
        return arm(builder -> builder);
    }

    private ArmFixture arm(UnaryOperator<ArmStandIn.Builder> more) {
        return new ArmFixture(folder, more);
    }

    @Test
    void answers_201_updating_with_the_defaults_and_succeeds_later() {
        ArmFixture arm = arm();
        ObjectNode given = Json.object(
                "target", ArmFixture.MACHINE, "storageLocation", Json.object("filePath", "/var/captures/one.cap"));

        ArmAnswer created = arm.put(capture("cap1"), Json.object("properties", given));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers()).containsKey("Azure-AsyncOperation").doesNotContainKeys("Location", "Retry-After");
        assertThat(Json.parse(body(created).path("properties").toString()))
                .isEqualTo(Json.parse("""
                        {"provisioningState":"Updating","target":"%s","targetType":"AzureVM",
                         "scope":{"include":[],"exclude":[]},"bytesToCapturePerPacket":0,
                         "totalBytesPerSession":1073741824,"timeLimitInSeconds":18000,
                         "storageLocation":{"filePath":"/var/captures/one.cap","storagePath":""},"filters":[]}
                        """.formatted(ArmFixture.MACHINE)));
        String operation = url(created, "Azure-AsyncOperation");
        assertThat(body(arm.get(operation)).path("status").asText()).isEqualTo("InProgress");
        assertThat(arm.status("cap1").path("packetCaptureStatus").asText()).isEqualTo("NotStarted");
        arm.pass(SECOND);
        assertThat(body(arm.get(operation)).path("status").asText()).isEqualTo("Succeeded");
        assertThat(body(arm.get(capture("cap1")))
                        .at("/properties/provisioningState")
                        .asText())
                .isEqualTo("Succeeded");
    }

    @Test
    void runs_its_time_and_only_then_brings_the_file() throws IOException {
        ArmFixture arm = arm();
        arm.start("cap1", properties());
        arm.pass(HOUR.minus(SECOND));

        JsonNode running = arm.status("cap1");
        assertThat(running.path("packetCaptureStatus").asText()).isEqualTo("Running");
        assertThat(running.path("captureStartTime").asText()).isEqualTo("2026-11-21T03:14:16.1200000Z");
        assertThat(running.has("stopReason")).isFalse();
        assertThat(arm.blobs()).isEmpty();

        arm.pass(SECOND);
        assertThat(arm.status("cap1").path("packetCaptureStatus").asText()).isEqualTo("Stopped");
        assertThat(arm.status("cap1").path("stopReason").asText()).isEqualTo("TimeExceeded");
        assertThat(arm.blobs()).as("the upload takes a second").isEmpty();
        arm.pass(SECOND);
        assertThat(arm.blobs()).singleElement().satisfies(file -> {
            assertThat(file).endsWith(Path.of("captures/one/two.cap"));
            assertThat(Files.size(file)).isGreaterThan(100_000_000);
        });
    }

    @Test
    void a_stop_is_manual_and_leaves_the_resource_in_the_list() throws IOException {
        ArmFixture arm = arm();
        arm.start("cap1", properties());
        arm.pass(Duration.ofSeconds(10));

        ArmAnswer stop = arm.post(capture("cap1") + "/stop");

        assertThat(stop.status()).isEqualTo(202);
        assertThat(stop.body()).isNull();
        assertThat(stop.headers()).containsKeys("Azure-AsyncOperation", "Location");
        String location = url(stop, "Location");
        assertThat(arm.get(location).status()).isEqualTo(202);
        arm.pass(SECOND);
        assertThat(arm.get(location).status()).isEqualTo(200);
        assertThat(arm.status("cap1").path("stopReason").asText()).isEqualTo("Manual");
        assertThat(body(arm.get(ArmFixture.WATCHER + "/packetCaptures")).path("value"))
                .hasSize(1);
        assertThat(arm.blobs()).hasSize(1);
        assertThat(arm.post(capture("cap1") + "/stop").status()).isEqualTo(202);
        assertThat(arm.status("cap1").path("stopReason").asText()).isEqualTo("Manual");
    }

    @Test
    void the_size_limit_ends_it_with_a_file_that_keeps_the_limit() throws IOException {
        ArmFixture arm = arm(builder -> builder.sizeStopReason("SomeSpelling"));
        arm.start("cap1", properties().put("totalBytesPerSession", 50_000));
        arm.pass(Duration.ofMinutes(1));

        assertThat(arm.status("cap1").path("packetCaptureStatus").asText()).isEqualTo("Stopped");
        assertThat(arm.status("cap1").path("stopReason").asText()).isEqualTo("SomeSpelling");
        assertThat(Files.size(arm.blobs().get(0))).isBetween(48_000L, 50_000L);
    }

    @Test
    void deleting_a_running_one_stops_it_and_its_file_still_comes() throws IOException {
        ArmFixture arm = arm();
        arm.start("cap1", properties());
        arm.pass(Duration.ofSeconds(10));

        ArmAnswer delete = arm.delete(capture("cap1"));

        assertThat(delete.status()).isEqualTo(202);
        assertThat(code(arm.get(capture("cap1")))).isEqualTo("404 ResourceNotFound");
        assertThat(code(arm.post(capture("cap1") + "/queryStatus"))).isEqualTo("404 ResourceNotFound");
        arm.pass(SECOND);
        assertThat(arm.get(url(delete, "Location")).status()).isEqualTo(204);
        assertThat(arm.blobs()).hasSize(1);
        assertThat(arm.delete(capture("cap1")).status()).isEqualTo(204);
    }

    @Test
    void every_write_changes_the_etag_that_watcher_and_captures_share() {
        ArmFixture arm = arm();
        String before = body(arm.get(ArmFixture.WATCHER)).path("etag").asText();
        arm.start("cap1", properties());
        String after = body(arm.get(ArmFixture.WATCHER)).path("etag").asText();

        assertThat(after).isNotEqualTo(before).startsWith("W/\"");
        assertThat(body(arm.get(capture("cap1"))).path("etag").asText()).isEqualTo(after);
        arm.post(capture("cap1") + "/queryStatus");
        assertThat(body(arm.get(ArmFixture.WATCHER)).path("etag").asText()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"OK,200", "BAD_REQUEST,400", "CONFLICT,409"})
    void an_existing_name_is_answered_as_configured_and_stays_as_it_was(ExistingName answer, int status) {
        ArmFixture arm = arm(builder -> builder.existingName(answer));
        arm.start("cap1", properties());

        ArmAnswer second =
                arm.put(capture("CAP1"), Json.object("properties", properties().put("timeLimitInSeconds", 5)));

        assertThat(second.status()).isEqualTo(status);
        assertThat(body(arm.get(capture("cap1")))
                        .at("/properties/timeLimitInSeconds")
                        .asInt())
                .isEqualTo(3600);
    }

    @Test
    void ended_sessions_do_not_count_against_the_limit_of_the_service() {
        ArmFixture arm = arm(builder -> builder.serviceLimit(1));
        arm.start("cap1", properties());

        assertThat(code(arm.put(capture("cap2"), Json.object("properties", properties()))))
                .isEqualTo("400 PacketCaptureCountLimitReached");
        arm.post(capture("cap1") + "/stop");
        arm.start("cap2", properties());
    }

    @Test
    void a_machine_that_is_off_ends_the_capture_in_the_configured_way() {
        for (UnreadyTarget way : UnreadyTarget.values()) {
            ArmFixture arm = arm(builder -> builder.unreadyTarget(way)
                    .machine(Machine.running(ArmFixture.MACHINE, ArmFixture.REGION, Machine.Os.LINUX)
                            .power(Machine.Power.DEALLOCATED)));

            ArmAnswer put = arm.put(capture("cap1"), Json.object("properties", properties()));
            arm.pass(SECOND);

            switch (way) {
                case REFUSED -> assertThat(code(put)).isEqualTo("400 AgentNotReachable");
                case PROVISIONING_FAILED -> {
                    JsonNode operation = body(arm.get(url(put, "Azure-AsyncOperation")));
                    assertThat(operation.path("status").asText()).isEqualTo("Failed");
                    assertThat(operation.at("/error/code").asText()).isEqualTo("AgentNotReachable");
                    assertThat(body(arm.get(capture("cap1")))
                                    .at("/properties/provisioningState")
                                    .asText())
                            .isEqualTo("Failed");
                }
                case STATUS_ERROR -> {
                    assertThat(arm.status("cap1").path("packetCaptureStatus").asText())
                            .isEqualTo("Error");
                    assertThat(arm.status("cap1").path("packetCaptureError").toString())
                            .isEqualTo("[\"AgentStopped\"]");
                }
            }
        }
    }

    @Test
    void a_scale_set_brings_one_file_for_each_instance_in_scope() throws IOException {
        ArmFixture arm = arm();
        ObjectNode properties = properties()
                .put("target", ArmFixture.SCALE_SET)
                .put("targetType", "AzureVMSS")
                .put("timeLimitInSeconds", 10);
        properties.set("scope", Json.object("include", List.of("0", "1", "2"), "exclude", List.of("1")));
        arm.start("cap1", properties);
        arm.pass(Duration.ofSeconds(20));

        assertThat(arm.status("cap1").path("packetCaptureStatus").asText()).isEqualTo("Stopped");
        assertThat(arm.blobs())
                .extracting(file -> file.subpath(file.getNameCount() - 2, file.getNameCount())
                        .toString())
                .containsExactly("two/myss_0_two.cap", "two/myss_2_two.cap");
    }

    @Test
    void a_ring_buffer_keeps_the_newest_files_within_their_size() throws IOException {
        ArmFixture arm = arm();
        ObjectNode properties = properties().put("continuousCapture", true);
        properties.set(
                "captureSettings",
                Json.object("fileCount", 3, "fileSizeInBytes", 100_000, "sessionTimeLimitInSeconds", 60));
        arm.start("cap1", properties);
        arm.pass(Duration.ofMinutes(2));

        assertThat(arm.status("cap1").path("stopReason").asText()).isEqualTo("TimeExceeded");
        assertThat(arm.blobs())
                .hasSize(3)
                .allSatisfy(file -> assertThat(Files.size(file)).isBetween(1000L, 100_000L));
        assertThat(arm.blobs().get(0).getFileName().toString())
                .as("older files made room")
                .matches("two_000[1-9]\\d\\.cap");
    }

    @Test
    void a_file_that_stays_on_the_machine_is_there_and_nowhere_else() throws IOException {
        ArmFixture arm = arm();
        ObjectNode properties = properties().put("timeLimitInSeconds", 10);
        properties.set("storageLocation", Json.object("filePath", "/var/captures/here.cap"));
        arm.start("cap1", properties);
        arm.pass(Duration.ofSeconds(20));

        assertThat(arm.blobs()).isEmpty();
        assertThat(folder.resolve("machines/vm1/var/captures/here.cap")).isNotEmptyFile();
    }

    @Test
    void the_service_chooses_a_path_in_its_own_container_when_none_is_given() throws IOException {
        ArmFixture arm = arm();
        ObjectNode properties = properties().put("timeLimitInSeconds", 10);
        properties.set("storageLocation", Json.object("storageId", ArmFixture.ACCOUNT));
        arm.start("cap1", properties);
        arm.pass(Duration.ofSeconds(20));

        assertThat(body(arm.get(capture("cap1")))
                        .at("/properties/storageLocation/storagePath")
                        .asText())
                .isEqualTo("https://stcap.blob.core.windows.net/network-watcher-logs"
                        + ArmFixture.MACHINE.toLowerCase(Locale.ROOT)
                        + "/2026/11/21/packetcapture_03_14_15_120.cap");
        assertThat(arm.blobs())
                .singleElement()
                .satisfies(file -> assertThat(file).hasFileName("packetcapture_03_14_15_120.cap"));
    }

    @Test
    void query_status_can_be_a_long_running_operation() {
        ArmFixture arm =
                arm(builder -> builder.queryStatusIsLongRunning().retryAfter(7).signedPollUrls());
        arm.start("cap1", properties());

        ArmAnswer query = arm.post(capture("cap1") + "/queryStatus");

        assertThat(query.status()).isEqualTo(202);
        assertThat(query.headers()).containsEntry("Retry-After", "7");
        String location = url(query, "Location");
        assertThat(arm.get(location).status()).isEqualTo(202);
        arm.pass(SECOND);
        assertThat(body(arm.get(location)).path("packetCaptureStatus").asText()).isEqualTo("Running");
        assertThat(arm.get(location.replaceFirst("&t=.*", "")).status())
                .as("a URL that lost its signature")
                .isEqualTo(403);
    }

    @Test
    void lists_come_in_pages() {
        ArmFixture arm = arm(builder -> builder.pageSize(2));
        for (String name : List.of("a", "b", "c")) {
            arm.start(name, properties());
        }

        JsonNode first = body(arm.get(ArmFixture.WATCHER + "/packetCaptures"));
        JsonNode second = body(arm.get(pathOf(first.path("nextLink").asText())));

        assertThat(first.path("value")).hasSize(2);
        assertThat(second.at("/value/0/name").asText()).isEqualTo("c");
        assertThat(second.has("nextLink")).isFalse();
    }

    @Test
    void a_target_that_cannot_be_captured_is_refused() {
        String elsewhere = ArmStandIn.machineId("rg-app", "far");
        ArmFixture arm = arm(builder -> builder.machine(Machine.running(elsewhere, "northeurope", Machine.Os.WINDOWS)));

        assertThat(codeFor(arm, ArmFixture.SCALE_SET + "/virtualMachines/0"))
                .isEqualTo("400 UnsupportedTargetResourceId");
        assertThat(codeFor(arm, ArmFixture.SCALE_SET))
                .as("without targetType")
                .isEqualTo("400 UnsupportedTargetResourceId");
        assertThat(codeFor(arm, "vm1")).isEqualTo("400 UnsupportedTargetResourceId");
        assertThat(codeFor(arm, elsewhere)).isEqualTo("400 InvalidParameter");
        assertThat(codeFor(arm, ArmStandIn.machineId("rg-app", "ghost"))).isEqualTo("404 ResourceNotFound");
        assertThat(code(arm.put(
                        ArmStandIn.watcherId("nowhere") + "/packetCaptures/cap1",
                        Json.object("properties", properties()))))
                .isEqualTo("404 ParentResourceNotFound");
    }

    private static String codeFor(ArmFixture arm, String target) {
        return code(
                arm.put(capture("cap1"), Json.object("properties", properties().put("target", target))));
    }

    @Test
    void faults_of_a_session_show_in_its_status_and_its_file() throws IOException {
        ArmFixture arm = arm();
        for (var fault : List.of(
                new Named("stops", new Fault.AgentStops(5)),
                new Named("storage", new Fault.StorageFails()),
                new Named("never", new Fault.BlobNever()),
                new Named("empty", new Fault.HeaderOnlyFile()),
                new Named("garbage", new Fault.GarbageFile()),
                new Named("removed", new Fault.SessionDeleted(5)),
                new Named("provisioning", new Fault.ProvisioningFails("InternalServerError", "An error occured.")))) {
            arm.faults.add(Fault.once("PUT", "*/" + fault.name(), fault.effect()));
            ObjectNode properties = properties().put("timeLimitInSeconds", 10);
            properties.set(
                    "storageLocation",
                    Json.object(
                            "storageId",
                            ArmFixture.ACCOUNT,
                            "storagePath",
                            "https://stcap.blob.core.windows.net/captures/" + fault.name() + ".cap"));
            arm.start(fault.name(), properties);
        }
        arm.pass(Duration.ofMinutes(1));

        assertThat(arm.status("stops").path("packetCaptureStatus").asText()).isEqualTo("Error");
        assertThat(arm.status("stops").path("packetCaptureError").toString()).isEqualTo("[\"AgentStopped\"]");
        assertThat(arm.status("storage").path("packetCaptureError").toString()).isEqualTo("[\"StorageFailed\"]");
        assertThat(arm.status("never").path("packetCaptureStatus").asText()).isEqualTo("Stopped");
        assertThat(code(arm.get(capture("removed")))).isEqualTo("404 ResourceNotFound");
        assertThat(arm.status("provisioning").path("packetCaptureStatus").asText())
                .isEqualTo("Error");
        assertThat(arm.blobs())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("empty.cap", "garbage.cap", "removed.cap", "stops.cap");
        assertThat(Files.size(arm.blobs().get(0))).isEqualTo(PCAP_HEADER);
        assertThat(arm.blobs().get(1)).content().startsWith("This is not");
        assertThat(arm.faults.inForce()).isEmpty();
    }

    private record Named(String name, Fault.Effect effect) {}

    @Test
    void a_file_can_be_half_an_hour_late() throws IOException {
        ArmFixture arm = arm();
        arm.faults.add(Fault.once("PUT", "*", new Fault.BlobLate(1800)));
        arm.start("cap1", properties().put("timeLimitInSeconds", 10));

        arm.pass(Duration.ofSeconds(10 + 1800));
        assertThat(arm.status("cap1").path("packetCaptureStatus").asText()).isEqualTo("Stopped");
        assertThat(arm.blobs()).isEmpty();
        arm.pass(SECOND);
        assertThat(arm.blobs()).hasSize(1);
    }

    @Test
    void writes_run_dry_and_fill_again_with_time() {
        ArmFixture arm = arm();
        arm.start("cap1", properties());
        for (int i = 0; i < 200; i++) {
            assertThat(arm.post(capture("cap1") + "/queryStatus").status()).isEqualTo(200);
        }

        ArmAnswer drained = arm.post(capture("cap1") + "/queryStatus");

        assertThat(code(drained)).isEqualTo("429 SubscriptionRequestsThrottled");
        assertThat(drained.headers()).containsEntry("Retry-After", "1");
        assertThat(arm.get(capture("cap1")).headers())
                .as("reads have their own bucket")
                .containsEntry("x-ms-ratelimit-remaining-subscription-reads", "249");
        arm.pass(SECOND);
        assertThat(arm.post(capture("cap1") + "/queryStatus").headers())
                .containsEntry("x-ms-ratelimit-remaining-subscription-writes", "9");
    }

    private static String url(ArmAnswer answer, String header) {
        String url = answer.headers().get(header);
        assertThat(url).as(header).isNotNull();
        return pathOf(String.valueOf(url));
    }

    private static String pathOf(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}

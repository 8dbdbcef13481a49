package io.alertcap.local.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.local.Npm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in judged by clients nobody here wrote: npm's @azure/arm-network and @azure/arm-compute. */
class ArmClientsIT {
    private static final String REGION = "westeurope";
    private static final Path MANIFEST = Path.of("src/test/npm");
    private static final Path INSTALLED = Path.of("target/npm-tests");

    @TempDir
    static Path folder;

    private static ArmStandIn arm;
    private static JsonNode answers;

    @BeforeAll
    static void drive() throws IOException, InterruptedException {
        Npm.install(MANIFEST, INSTALLED);
        Files.copy(
                MANIFEST.resolve("clients.mjs"), INSTALLED.resolve("clients.mjs"), StandardCopyOption.REPLACE_EXISTING);
        arm = ArmStandIn.builder()
                .httpsPort(0)
                .folder(folder)
                // These clients poll as they are told, else every 50 ms.
                .queryStatusIsLongRunning()
                .pageSize(1)
                .signedPollUrls()
                .watcher(REGION)
                .machine(Machine.running(ArmStandIn.machineId("rg-app", "vm1"), REGION, Machine.Os.LINUX)
                        .agent("1.4.3206.1"))
                .machine(Machine.running(ArmStandIn.machineId("rg-other", "win1"), REGION, Machine.Os.WINDOWS))
                .scaleSet(ScaleSet.running(ArmStandIn.scaleSetId("rg-app", "myss"), REGION, Machine.Os.LINUX, 2))
                .storageAccount(StorageAccount.standard(ArmStandIn.storageAccountId("rg-app", "stcap"), REGION))
                .start();
        answers = Json.parse(run(Json.object(
                        "endpoint",
                        arm.httpsUrl(),
                        "subscription",
                        ArmStandIn.SUBSCRIPTION,
                        "group",
                        "rg-app",
                        "machine",
                        "vm1",
                        "scaleSet",
                        "myss",
                        "account",
                        "stcap",
                        "watcherGroup",
                        "NetworkWatcherRG",
                        "watcher",
                        "NetworkWatcher_westeurope")
                .toString()));
    }

    @AfterAll
    static void close() {
        if (arm != null) {
            arm.close();
        }
    }

    @Test
    void finds_network_watchers_and_keeps_to_one_in_a_region() {
        assertThat(text("/watchers/0/location")).isEqualTo(REGION);
        assertThat(text("/watchersInGroup/0/id")).isEqualTo(ArmStandIn.watcherId(REGION));
        assertThat(text("/watcher/provisioningState")).isEqualTo("Succeeded");
        assertThat(text("/secondWatcher/status")).isEqualTo("400");
        assertThat(text("/secondWatcher/code")).isEqualTo("NetworkWatcherCountLimitReached");
        assertThat(text("/newWatcher/location")).isEqualTo("northeurope");
    }

    @Test
    void follows_the_pages_of_machines() {
        assertThat(names("/machines")).containsExactly("vm1", "win1");
        assertThat(names("/machinesInGroup")).containsExactly("vm1");
    }

    @Test
    void reads_a_machine_with_and_without_its_instance_view() {
        assertThat(text("/machine/storageProfile/osDisk/osType")).isEqualTo("Linux");
        assertThat(answers.at("/machine/instanceView").isMissingNode()).isTrue();
        assertThat(text("/machine/resources/0/publisher")).isEqualTo("Microsoft.Azure.NetworkWatcher");
        assertThat(text("/machine/resources/0/typePropertiesType")).isEqualTo("NetworkWatcherAgentLinux");
        assertThat(text("/machineWithView/instanceView/statuses/1/code")).isEqualTo("PowerState/running");
        assertThat(text("/machineWithView/instanceView/vmAgent/statuses/0/displayStatus"))
                .isEqualTo("Ready");
        assertThat(text("/instanceView/extensions/0/typeHandlerVersion")).isEqualTo("1.4.3206.1");
        assertThat(text("/noMachine/status")).isEqualTo("404");
        assertThat(text("/noMachine/code")).isEqualTo("ResourceNotFound");
    }

    @Test
    void creates_a_packet_capture_and_waits_for_it() {
        JsonNode created = answers.path("created");
        assertThat(created.path("name").asText()).isEqualTo("cap1");
        assertThat(created.path("provisioningState").asText()).isEqualTo("Succeeded");
        assertThat(created.path("bytesToCapturePerPacket").asInt()).isEqualTo(128);
        assertThat(created.path("totalBytesPerSession").asLong()).isEqualTo(1_073_741_824);
        assertThat(created.path("timeLimitInSeconds").asInt()).isEqualTo(600);
        assertThat(created.path("targetType").asText()).isEqualTo("AzureVM");
        assertThat(created.at("/filters/0/localPort").asText()).isEqualTo("443");
        assertThat(created.at("/filters/1/remoteIPAddress").asText()).isEqualTo("10.0.0.1-10.0.0.9");
        assertThat(created.at("/storageLocation/storagePath").asText())
                .startsWith("https://stcap.blob.core.windows.net/network-watcher-logs/subscriptions/")
                .endsWith(".cap");
        assertThat(answers.path("got")).isEqualTo(created);
        assertThat(answers.at("/listed/0")).isEqualTo(created);
    }

    @Test
    void follows_a_packet_capture_to_its_end() {
        assertThat(text("/running/packetCaptureStatus")).isEqualTo("Running");
        assertThat(text("/running/captureStartTime")).startsWith("20").endsWith("Z");
        assertThat(answers.at("/running/packetCaptureError")).isEmpty();
        assertThat(text("/again/status")).isEqualTo("409");
        assertThat(text("/stopped/packetCaptureStatus")).isEqualTo("Stopped");
        assertThat(text("/stopped/stopReason")).isEqualTo("Manual");
        assertThat(text("/gone/code")).isEqualTo("ResourceNotFound");
        assertThat(answers.path("deleteAgain").isNull())
                .as("deleting twice is no error")
                .isTrue();
        assertThat(text("/badFilter/status")).isEqualTo("400");
        assertThat(text("/badFilter/message")).contains("1.1.1.1-255.255.255");
    }

    @Test
    void captures_instances_of_a_scale_set_continuously() {
        JsonNode capture = answers.path("scaleSetCapture");
        assertThat(capture.path("targetType").asText()).isEqualTo("AzureVMSS");
        assertThat(capture.at("/scope/include").toString()).isEqualTo("[\"0\",\"1\"]");
        assertThat(capture.path("continuousCapture").asBoolean()).isTrue();
        assertThat(capture.at("/captureSettings/fileCount").asInt()).isEqualTo(3);
        assertThat(capture.at("/captureSettings/sessionTimeLimitInSeconds").asInt())
                .isEqualTo(86_400);
        assertThat(capture.at("/storageLocation/localPath").asText()).isEqualTo("/var/captures/cap3.cap");
    }

    @Test
    void removes_and_installs_the_agent() {
        assertThat(text("/extensions/value/0/name")).isEqualTo("AzureNetworkWatcherExtension");
        assertThat(text("/extension/provisioningState")).isEqualTo("Succeeded");
        assertThat(text("/noExtension/status")).isEqualTo("404");
        assertThat(text("/withoutAgent/message")).contains("AgentNotReachable");
        assertThat(text("/extensionInstalled/provisioningState")).isEqualTo("Succeeded");
        assertThat(answers.at("/extensionInstalled/enableAutomaticUpgrade").asBoolean())
                .isTrue();
        assertThat(text("/extensionVersions/0/name")).isEqualTo(Machine.LATEST_AGENT);
    }

    @Test
    void reads_scale_sets_and_their_instances() {
        assertThat(names("/scaleSets")).containsExactly("myss");
        assertThat(text("/scaleSet/orchestrationMode")).isEqualTo("Uniform");
        assertThat(names("/instances")).containsExactly("myss_0", "myss_1");
        assertThat(text("/instance/instanceId")).isEqualTo("1");
        assertThat(text("/instance/osProfile/computerName")).isEqualTo("myss000001");
        assertThat(text("/instance/instanceView/statuses/1/code")).isEqualTo("PowerState/running");
        assertThat(answers.at("/instance/latestModelApplied").asBoolean()).isTrue();
        assertThat(text("/scaleSetExtensions/0/typePropertiesType")).isEqualTo("NetworkWatcherAgentLinux");
    }

    private static String text(String pointer) {
        JsonNode value = answers.at(pointer);
        assertThat(value.isMissingNode()).as("%s is missing", pointer).isFalse();
        return value.asText();
    }

    private static Iterable<String> names(String pointer) {
        return StreamSupport.stream(answers.at(pointer).spliterator(), false)
                .map(item -> item.path("name").asText())
                .toList();
    }

    private static String run(String argument) throws IOException, InterruptedException {
        Path errors = folder.resolve("clients.err");
        ProcessBuilder builder = new ProcessBuilder(Npm.node(), "clients.mjs", argument)
                .directory(INSTALLED.toFile())
                .redirectError(errors.toFile());
        builder.environment()
                .put("NODE_EXTRA_CA_CERTS", arm.certificate().toAbsolutePath().toString());
        Process process = builder.start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the clients came to an end")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
            return out;
        } finally {
            process.destroy();
        }
    }
}

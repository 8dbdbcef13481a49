package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a person runs it: in a process of its own, ended by real signals. */
class LocalCloudIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void no_process_is_left_behind(String signal) throws Exception {
        Process cloud = start("-Dapp=none");
        await(cloud, "Ctrl-C ends it.");
        List<ProcessHandle> children = cloud.descendants().toList();
        assertThat(children).as("Azurite").isNotEmpty();

        new ProcessBuilder("kill", "-" + signal, Long.toString(cloud.pid()))
                .start()
                .waitFor();

        assertThat(cloud.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Polling.until(
                PATIENCE,
                () -> children.stream().filter(ProcessHandle::isAlive).toList(),
                List::isEmpty,
                left -> "left behind: " + left);
    }

    @Test
    void without_the_app_it_says_how_another_host_can_run_it() throws Exception {
        Process cloud = start("-Dapp=none", "-Donce", "-Dport.app=7171");
        assertThat(cloud.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(cloud.exitValue()).as(output()).isZero();
        Path folder = Path.of("target", "local");
        JsonNode endpoints =
                new ObjectMapper().readTree(folder.resolve("endpoints.json").toFile());
        assertThat(endpoints.path("app").asText()).isEqualTo("http://127.0.0.1:7171");
        assertThat(endpoints.at("/arm/ca").asText()).endsWith(".pem");
        assertThat(endpoints.path("machines")).hasSize(2);
        assertThat(Files.readAllLines(folder.resolve("app.env")))
                .allMatch(line -> line.matches("[A-Za-z_]+=.+"))
                .contains("ALERTCAP_CREDENTIAL=none", "FUNCTIONS_WORKER_RUNTIME=java");
    }

    @Test
    void a_port_in_use_is_named_in_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process cloud = start("-Dapp=none", "-Dport.blob=" + taken.getLocalPort());
            assertThat(cloud.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(cloud.exitValue()).isEqualTo(1);
            assertThat(output())
                    .isEqualToIgnoringNewLines("Port " + taken.getLocalPort()
                            + ", for Azurite, is in use. Choose another with -Dport.blob=NUMBER.");
        }
    }

    private Process start(String... properties) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                // A build that runs in the background ignores Ctrl-C, and so would every process below it.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dport.app=0",
                "-Dport.arm.http=0",
                "-Dport.arm.https=0",
                "-Dport.blob=0",
                "-Dport.sink=0"));
        command.addAll(List.of(properties));
        command.add(LocalCloud.class.getName());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("out.txt").toFile())
                .start();
        started.add(process);
        return process;
    }

    private void await(Process process, String text) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!output().contains(text)) {
            assertThat(process.isAlive() && Instant.now().isBefore(deadline))
                    .as(output())
                    .isTrue();
            Polling.letPass(Duration.ofMillis(50));
        }
    }

    private String output() throws Exception {
        return Files.readString(temporary.resolve("out.txt"), StandardCharsets.UTF_8);
    }
}

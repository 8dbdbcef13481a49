package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobUrlParts;
import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.Programs;
import io.alertcap.capture.FetchCommands;
import io.alertcap.local.LocalEstate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file, told by programs that nobody here wrote. */
class CaptureFileEndToEndIT {
    private static AppClient app;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Programs.require("What is in a captured file was", "capinfos", "tcpdump", "curl");
        app = AppClient.start(Map.of());
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    @Test
    void the_file_obeys_filters_bytes_per_packet_and_time_limit() throws IOException {
        JsonNode capture =
                capture("\"captureFilters\": \"[{\\\"protocol\\\":\\\"TCP\\\",\\\"localPort\\\":\\\"443\\\"}]\", "
                        + "\"captureBytesPerPacket\": \"96\", \"captureSeconds\": \"3\"");

        assertThat(capture.get("outcome").asText()).isEqualTo("complete");
        Path file = download(capture);
        List<String> infos = lines("capinfos", "-M", "-T", "-r", "-c", "-u", file.toString());
        String[] fields = infos.get(0).split("\t", -1);
        assertThat(Long.parseLong(fields[1]))
                .isEqualTo(capture.at("/file/packets").asLong())
                .isPositive();
        assertThat(Double.parseDouble(fields[2])).isLessThanOrEqualTo(3.5);
        long all = lines("tcpdump", "-nr", file.toString()).size();
        assertThat(lines("tcpdump", "-nr", file.toString(), "tcp and port 443")).hasSize((int) all);
        assertThat(lines("tcpdump", "-nr", file.toString(), "not (tcp and port 443)"))
                .isEmpty();
        // 24 bytes of file header, 16 before each packet; draft-ietf-opsawg-pcap sections 4 and 5.
        assertThat(Files.size(file) - 24 - 16 * all).isPositive().isLessThanOrEqualTo(96 * all);
        assertThat(lines("sha256sum", file.toString()).get(0))
                .startsWith(capture.at("/file/sha256").asText());
        assertThat(fetched(capture, Arrays.copyOf(Files.readAllBytes(file), 100)))
                .hasSameBinaryContentAs(file);
    }

    /** By the line that the app gives for files too large for one answer, which goes on where another broke off. */
    private Path fetched(JsonNode capture, byte[] alreadyThere) throws IOException {
        Path file = Files.write(folder.resolve("fetched.cap"), alreadyThere);
        String line = FetchCommands.curl(
                capture.get("id").asText(), null, capture.at("/file/bytes").asLong(), "fetched.cap");
        lines(
                "sh",
                "-c",
                "cd '" + folder + "'; APP=" + app.url("/").toString().replaceFirst("/$", "") + " KEY=" + LocalEstate.KEY
                        + "; " + line);
        return file;
    }

    @Test
    void the_size_limit_ends_a_capture_as_truncated() throws IOException {
        JsonNode capture = capture("\"captureTotalBytes\": \"100000\", \"captureSeconds\": \"30\"");

        assertThat(capture.get("outcome").asText()).isEqualTo("truncated");
        Path file = download(capture);
        assertThat(Files.size(file)).isLessThanOrEqualTo(100_000).isGreaterThan(50_000);
        assertThat(lines("tcpdump", "-nr", file.toString()))
                .hasSize(capture.at("/file/packets").asInt());
    }

    private static JsonNode capture(String properties) {
        String alert = AppClient.alert(AppClient.machine(), 1).json();
        String body = alert.replace("\"captureSeconds\": \"1\"", properties);
        AppClient.Answer answer = app.post("/api/alerts", body);
        assertThat(answer.body().get("warnings")).isEmpty();
        return app.finished(answer.captureId());
    }

    private Path download(JsonNode capture) {
        BlobUrlParts parts = BlobUrlParts.parse(capture.at("/file/url").asText());
        Path file = folder.resolve("capture.cap");
        AppClient.estate()
                .blobs()
                .getBlobContainerClient(parts.getBlobContainerName())
                .getBlobClient(parts.getBlobName())
                .downloadToFile(file.toString());
        return file;
    }

    private List<String> lines(String... command) {
        try {
            Path errors = folder.resolve("errors.txt");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + ": " + Files.readString(errors))
                    .isZero();
            return new ArrayList<>(printed.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

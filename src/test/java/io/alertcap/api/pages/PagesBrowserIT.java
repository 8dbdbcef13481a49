package io.alertcap.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.Programs;
import io.alertcap.capture.CaptureState;
import io.alertcap.local.Npm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Headless Chromium and axe-core look at every page: phone and desktop, light and dark, by keyboard, with the script and
 * without. The screenshots are in {@code target/pages}; {@code -Dpages.images=docs/images} takes those of the documentation.
 */
class PagesBrowserIT {
    private static final Path MANIFEST = Path.of("src/test/npm");
    private static final Path INSTALLED = Path.of("target/npm-tests");
    private static final Path SCREENSHOTS = Path.of("target/pages");

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void every_page_can_be_used_by_everybody() throws IOException, InterruptedException {
        Path browser = Programs.find("pages in a browser", "chromium");
        Npm.install(MANIFEST, INSTALLED);
        Files.copy(MANIFEST.resolve("pages.mjs"), INSTALLED.resolve("pages.mjs"), StandardCopyOption.REPLACE_EXISTING);
        Path said = Files.createTempFile("pages", ".err");
        try (PageServer server = PageServer.start(Clock.systemUTC(), 0)) {
            List<String> command = new ArrayList<>(List.of(
                    Npm.node(),
                    "pages.mjs",
                    server.url() + Pages.ROOT,
                    SCREENSHOTS.toAbsolutePath().toString(),
                    browser.toString()));
            Optional.ofNullable(System.getProperty("pages.images"))
                    .ifPresent(images ->
                            command.add(Path.of(images).toAbsolutePath().toString()));
            Process process = new ProcessBuilder(command)
                    .directory(INSTALLED.toFile())
                    .redirectError(said.toFile())
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                List<String> findings = lines.lines()
                        .peek(line -> {
                            if (line.contains("watching")) {
                                server.ledger()
                                        .edit(
                                                "queued0000000000",
                                                record -> record.change()
                                                        .state(CaptureState.STARTING)
                                                        .done());
                            }
                        })
                        .filter(line -> !line.contains("watching"))
                        .toList();

                assertThat(findings)
                        .as(Files.readString(said))
                        .containsExactly("{\"where\":\"all\",\"what\":\"done\"}");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}

package io.alertcap.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.local.agent.BlobAddress;
import io.alertcap.packets.CaptureFileReader;
import io.alertcap.packets.CaptureFileReading;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Posts one alert to the app and tells, line by line, what becomes of it. */
final class AlertRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

    /** Beyond the capture's own time: start, file, message. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration MESSAGE_PATIENCE = Duration.ofSeconds(10);

    /**
     * When an action group comes again after 503.
     *
     * @see <a href="https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#webhook">Action groups</a>
     */
    static final List<Duration> REDELIVERIES =
            Stream.of(5, 20, 5, 40, 5).map(Duration::ofSeconds).toList();

    private final LocalEstate estate;
    private final AppProcess app;
    private final AppClient client;
    private final PrintStream out;
    private final List<Duration> redeliveries;
    private final long start = System.nanoTime();

    /** @param redeliveries the pauses after which the alert is delivered again when the answer was 503 */
    AlertRun(LocalEstate estate, AppProcess app, PrintStream out, List<Duration> redeliveries) {
        this.estate = estate;
        this.app = app;
        client = new AppClient(app.url(), app.key());
        this.out = out;
        this.redeliveries = redeliveries;
    }

    /** How it ended: nothing is wrong if the capture is complete and its file sound. */
    record Result(Optional<String> captureId, Optional<String> wrong) {}

    Result run(String alert) {
        AppClient.Answer answer = deliver(alert);
        if (answer.status() != 202) {
            out.println("  " + answer.status() + " " + answer.text());
            return new Result(Optional.empty(), Optional.of("the app answered " + answer.status() + " to the alert"));
        }
        String id = "";
        for (JsonNode decision : answer.body().path("decisions")) {
            String target = decision.path("target").asText();
            String reason = text(decision.path("reason"));
            out.println("  202 " + decision.path("decision").asText() + " for "
                    + target.substring(target.lastIndexOf('/') + 1) + (reason.isEmpty() ? "" : ": " + reason));
            id = id.isEmpty() ? text(decision.path("captureId")) : id;
        }
        answer.body()
                .path("warnings")
                .forEach(warning ->
                        out.println("  warning: " + warning.path("field").asText() + " "
                                + warning.path("detail").asText()));
        if (id.isEmpty()) {
            return new Result(Optional.empty(), Optional.of("the alert led to no capture"));
        }
        out.println();
        return new Result(Optional.of(id), follow(id));
    }

    private AppClient.Answer deliver(String alert) {
        AppClient.Answer answer = client.postAlert(alert);
        for (Duration pause : redeliveries) {
            if (answer.status() != 503) {
                return answer;
            }
            out.println("  503 " + answer.text());
            out.println("  delivered again in " + pause.toSeconds() + " s, as an action group does");
            Polling.letPass(pause);
            answer = client.postAlert(alert);
        }
        return answer;
    }

    private Optional<String> follow(String id) {
        Instant deadline = Instant.now().plus(PATIENCE);
        String shown = "";
        Instant shownAt = Instant.MIN;
        while (true) {
            if (!app.isAlive()) {
                return Optional.of("the app has ended: see " + estate.file("app.log"));
            }
            AppClient.Answer answer = client.capture(id);
            if (answer.status() != 200) {
                return Optional.of("the app answered " + answer.status() + " when asked for the capture " + id);
            }
            JsonNode capture = answer.body();
            String state = capture.path("state").asText();
            if (state.equals("finished")) {
                return finish(capture);
            }
            Instant now = Instant.now();
            String line = progress(capture, state, now);
            boolean newState = !state.equals(shown);
            if (newState || (!line.equals(state) && now.isAfter(shownAt.plus(BETWEEN_LINES)))) {
                out.println("  " + elapsed() + "  " + line);
                shown = state;
                shownAt = now;
            }
            long limit = capture.at("/limits/timeLimitSeconds").asLong();
            if (now.isAfter(deadline.plusSeconds(limit))) {
                return Optional.of("the capture is still " + state + " after " + elapsed());
            }
            Polling.letPass(POLL);
        }
    }

    private static String progress(JsonNode capture, String state, Instant now) {
        String line = state;
        Optional<Instant> started = time(capture.path("startedAt"));
        if (state.equals("running") && started.isPresent()) {
            long limit = capture.at("/limits/timeLimitSeconds").asLong();
            long left = limit - Duration.between(started.get(), now).toSeconds();
            line = String.format(Locale.ROOT, "%-11s %d s left", state, Math.max(left, 0));
        }
        long bytes = capture.at("/file/bytes").asLong();
        if (bytes > 0) {
            line = String.format(Locale.ROOT, "%-11s %,d bytes", state, bytes);
        }
        return line;
    }

    private Optional<String> finish(JsonNode capture) {
        String outcome = capture.path("outcome").asText();
        JsonNode file = capture.path("file");
        out.println("  " + elapsed() + "  " + outcome
                + (file.path("bytes").asLong() > 0
                        ? String.format(
                                Locale.ROOT,
                                ": %,d packets, %,d bytes",
                                file.path("packets").asLong(),
                                file.path("bytes").asLong())
                        : ": " + text(capture.path("reason"))));
        Optional<String> wrong = outcome.equals("complete")
                ? Optional.empty()
                : Optional.of("the capture's outcome is " + outcome + ": " + text(capture.path("reason")));
        Optional<String> badFile = text(file.path("url")).isEmpty() ? Optional.of("there is no file") : download(file);
        printMessage();
        return wrong.or(() -> badFile);
    }

    private Optional<String> download(JsonNode file) {
        BlobAddress address = BlobAddress.of(file.path("url").asText());
        Path folder = estate.file("captures");
        Path copy = folder.resolve(address.name().substring(address.name().lastIndexOf('/') + 1));
        CaptureFileReading reading;
        try {
            Files.createDirectories(folder);
            estate.blobs()
                    .getBlobContainerClient(address.container())
                    .getBlobClient(address.name())
                    .downloadToFile(copy.toString(), true);
            try (CaptureFileReader reader = new CaptureFileReader()) {
                Files.copy(copy, reader);
                reading = reader.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the capture file to " + folder, e);
        }
        out.println();
        out.println("Capture file: " + copy);
        if (!reading.sha256().equals(file.path("sha256").asText())) {
            return Optional.of("the file in storage has not the SHA-256 that the capture names");
        }
        return reading.fold(
                sound -> sound.earlyEnd() == null
                        ? Optional.empty()
                        : Optional.of("the capture file is " + sound.earlyEnd().detail()),
                empty -> Optional.of("the capture file has no bytes"),
                other -> Optional.of("the file is not a capture: " + other.reason()));
    }

    private void printMessage() {
        Instant deadline = Instant.now().plus(MESSAGE_PATIENCE);
        while (estate.sink().received().isEmpty() && Instant.now().isBefore(deadline)) {
            Polling.letPass(POLL);
        }
        out.println();
        for (WebhookSink.Received message : estate.sink().received()) {
            try {
                JsonNode event = JSON.readTree(message.body());
                out.println("Message to " + estate.sink().url() + "  ("
                        + event.path("type").asText() + ")");
                JsonNode data = event.path("data");
                out.println("  " + data.path("headline").asText());
                data.path("facts")
                        .forEach(fact -> out.printf(
                                "    %-14s %s%n",
                                fact.path("label").asText(), fact.path("value").asText()));
                data.path("next").forEach(step -> out.println("    → " + step.asText()));
            } catch (IOException e) {
                out.println("  " + message.body());
            }
        }
        if (estate.sink().received().isEmpty()) {
            out.println("No message came within " + MESSAGE_PATIENCE.toSeconds() + " s.");
        }
    }

    private String elapsed() {
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        return String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60);
    }

    private static String text(JsonNode node) {
        return node.isNull() ? "" : node.asText("");
    }

    private static Optional<Instant> time(JsonNode node) {
        try {
            return Optional.of(Instant.parse(node.asText()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

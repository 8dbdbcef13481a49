package io.alertcap.alert;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The payloads in {@code alerts/}. They share ids and times, so a test that posts several gives each its own; a fired and
 * a resolved one belong together when they are given the same seed.
 */
public final class AlertSamples {
    private static final Pattern ALERT_ID =
            Pattern.compile("(/providers/Microsoft\\.AlertsManagement/alerts/)[^\"]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern EVENT_ID = Pattern.compile(
            "(\"(?:eventDataId|correlationId|operationId|originAlertId)\"\\s*:\\s*\")[^\"]*\"",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}");
    private static final Pattern MACHINE = Pattern.compile(
            "/subscriptions/[^/\"]+/resourcegroups/[^/\"]+/providers/microsoft\\.compute/"
                    + "virtualmachine(?:s|scalesets)/[^/\"]+(?:/virtualmachines/[^/\"]+)?",
            Pattern.CASE_INSENSITIVE);

    private final String json;

    private AlertSamples(String json) {
        this.json = json;
    }

    /** A payload by its file's name, such as {@code 01-common-metric-static-vm.json}. */
    public static AlertSamples load(String file) {
        try (InputStream in = AlertSamples.class.getResourceAsStream("/alerts/" + file)) {
            return new AlertSamples(
                    new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all payloads, sorted. */
    public static List<String> names() {
        try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(AlertSamples.class.getResource("/alerts"))
                .toURI()))) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another alert instance: new ids, and times up to ten days later. The same seed makes the same ids and times. */
    public AlertSamples withFreshIds(long seed) {
        Random random = new Random(seed);
        String alert = ALERT_ID.matcher(json).replaceAll("$1" + uuid(random));
        String event = EVENT_ID.matcher(alert).replaceAll("$1" + uuid(random) + "\"");
        return new AlertSamples(event).shifted(Duration.ofSeconds(1 + random.nextInt(864_000)));
    }

    /** The same alert, fired at another time, to the second; what else it says about time moves with it. */
    public AlertSamples withFiredAt(Instant firedAt) {
        Instant was = Objects.requireNonNull(read().firedAt(), "the sample has no fired time");
        return shifted(Duration.ofSeconds(firedAt.getEpochSecond() - was.getEpochSecond()));
    }

    /** The same alert with every machine in it replaced by this one. */
    public AlertSamples withMachine(String id) {
        return new AlertSamples(MACHINE.matcher(json).replaceAll(Matcher.quoteReplacement(id)));
    }

    /** The same alert with one text exchanged for another, which fails if the text is not there. */
    public AlertSamples with(String text, String other) {
        if (!json.contains(text)) {
            throw new IllegalArgumentException("Not in the sample: " + text);
        }
        return new AlertSamples(json.replace(text, other));
    }

    /** The payload to post. */
    public String json() {
        return json;
    }

    /** What the reader makes of it. */
    public Alert read() {
        return new AlertReader().read(json);
    }

    private AlertSamples shifted(Duration by) {
        return new AlertSamples(TIME.matcher(json).replaceAll(time -> {
            String moved = LocalDateTime.parse(time.group()).plus(by).toString();
            return moved.length() == 16 ? moved + ":00" : moved;
        }));
    }

    private static UUID uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }
}

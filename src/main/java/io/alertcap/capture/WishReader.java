package io.alertcap.capture;

import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.FlatJson;
import io.alertcap.alert.Warning;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what an alert's custom properties ask for. Whatever cannot be obeyed falls back to the setting and is said:
 * losing the packets is worse than capturing with defaults.
 */
public final class WishReader {
    static final String DURATION = "captureDuration";
    static final String SECONDS = "captureSeconds";
    static final String TOTAL_BYTES = "captureTotalBytes";
    static final String BYTES_PER_PACKET = "captureBytesPerPacket";
    static final String FILTERS = "captureFilters";
    static final String PROFILE = "captureProfile";
    private static final String PREFIX = "capture";

    private static final int MAX_WARNINGS = 30;

    private final CapturePolicy policy;

    public WishReader(CapturePolicy policy) {
        this.policy = policy;
    }

    /** A wish that can be obeyed, and what was not. */
    public record Reading(CaptureWish wish, List<Warning> warnings) {
        public Reading {
            warnings = List.copyOf(warnings);
        }
    }

    /** Keys that do not begin with {@code capture} are none of our business; unknown ones that do are reported. */
    public Reading read(Map<String, String> properties) {
        List<Warning> warnings = new ArrayList<>();
        CaptureWish base = policy.wish();
        Map<String, String> ours = new java.util.TreeMap<>();
        properties.forEach((key, value) -> {
            String folded = key.toLowerCase(Locale.ROOT);
            if (folded.startsWith(PREFIX)) {
                ours.put(folded, value.strip());
            }
        });
        String profile = ours.remove(fold(PROFILE));
        if (profile != null) {
            CaptureWish named = policy.profiles().get(profile);
            if (named == null) {
                warnings.add(new Warning(
                        field(PROFILE),
                        "\"" + shown(profile) + "\" is not a profile of this app (known: "
                                + (policy.profiles().isEmpty()
                                        ? "none"
                                        : String.join(
                                                ", ",
                                                new java.util.TreeSet<>(
                                                        policy.profiles().keySet())))
                                + "); the settings apply"));
            } else {
                base = named;
            }
        }
        int seconds = base.limits().timeLimitSeconds();
        String secondsText = ours.remove(fold(SECONDS));
        String durationText = ours.remove(fold(DURATION));
        if (durationText != null) {
            if (secondsText != null) {
                warnings.add(new Warning(field(SECONDS), "is not read, because " + DURATION + " says how long"));
            }
            seconds = (int) duration(durationText, seconds, warnings);
        } else if (secondsText != null) {
            seconds = (int) number(SECONDS, secondsText, 1, policy.bounds().timeLimitSeconds(), seconds, warnings);
        }
        long totalBytes = base.limits().totalBytes();
        String totalText = ours.remove(fold(TOTAL_BYTES));
        if (totalText != null) {
            totalBytes = number(TOTAL_BYTES, totalText, 1, policy.bounds().totalBytes(), totalBytes, warnings);
        }
        long perPacket = base.limits().bytesPerPacket();
        String perPacketText = ours.remove(fold(BYTES_PER_PACKET));
        if (perPacketText != null) {
            perPacket = number(BYTES_PER_PACKET, perPacketText, 0, CaptureLimits.MAX_BYTES, perPacket, warnings);
        }
        List<CaptureFilter> filters = base.filters();
        String filtersText = ours.remove(fold(FILTERS));
        if (filtersText != null) {
            filters = filters(filtersText)
                    .map(reading -> {
                        reading.problems().forEach(problem -> warnings.add(fallBack(problem)));
                        return reading.isLegal() ? reading.filters() : null;
                    })
                    .orElse(filters);
        }
        ours.keySet()
                .forEach(key -> warnings.add(new Warning(
                        field(shown(key)),
                        "is not known; allowed are "
                                + String.join(
                                        ", ", DURATION, SECONDS, TOTAL_BYTES, BYTES_PER_PACKET, FILTERS, PROFILE))));
        return new Reading(new CaptureWish(new CaptureLimits(seconds, totalBytes, perPacket), filters), few(warnings));
    }

    /** Every record of the alert carries them: with thousands it would be too large to be written. */
    private static List<Warning> few(List<Warning> warnings) {
        if (warnings.size() <= MAX_WARNINGS) {
            return warnings;
        }
        List<Warning> few = new ArrayList<>(warnings.subList(0, MAX_WARNINGS));
        few.add(new Warning(
                "customProperties", "have " + (warnings.size() - MAX_WARNINGS) + " more problems of this kind"));
        return few;
    }

    private static Optional<FilterGrammar.Reading> filters(String text) {
        try {
            return Optional.of(FilterGrammar.read(field(FILTERS), FlatJson.objects(text)));
        } catch (AlertFormatException e) {
            return Optional.of(new FilterGrammar.Reading(
                    List.of(),
                    List.of(new Warning(
                            field(FILTERS),
                            "is not a JSON array of filters such as [{\"protocol\":\"TCP\",\"localPort\":\"443\"}]"))));
        }
    }

    private long duration(String text, long setting, List<Warning> warnings) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
                return number(
                        DURATION,
                        Long.toString(duration.toSeconds()),
                        1,
                        policy.bounds().timeLimitSeconds(),
                        setting,
                        warnings);
            }
        } catch (DateTimeParseException e) {
            OptionalLong plain = whole(text);
            if (plain.isPresent()) {
                return number(DURATION, text, 1, policy.bounds().timeLimitSeconds(), setting, warnings);
            }
        }
        warnings.add(new Warning(
                field(DURATION),
                "\"" + shown(text) + "\" is not a duration of whole seconds such as PT90S or PT5M; the setting "
                        + setting + " s applies"));
        return setting;
    }

    private static long number(String key, String text, long least, long most, long setting, List<Warning> warnings) {
        OptionalLong value = whole(text);
        if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) {
            return value.getAsLong();
        }
        warnings.add(new Warning(
                field(key),
                "\"" + shown(text) + "\" is not a whole number from " + least + " to " + most + "; the setting "
                        + setting + " applies"));
        return setting;
    }

    private static OptionalLong whole(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static Warning fallBack(Warning problem) {
        return new Warning(problem.field(), problem.detail() + "; the setting's filters apply");
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    private static String field(String key) {
        return "customProperties." + key;
    }

    private static String shown(String text) {
        return Printable.beginning(text, 60);
    }
}

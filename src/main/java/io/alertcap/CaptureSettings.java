package io.alertcap;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.FlatJson;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FilterGrammar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is captured when an alert asks for nothing, what it may ask for at most, and what it may choose by name.
 *
 * @param bounds the longest and the largest capture that an alert may ask for
 */
record CaptureSettings(CaptureWish wish, CaptureLimits bounds, Map<String, CaptureWish> profiles) {
    static CaptureSettings read(SettingValues values) {
        return new Reader(values).read();
    }

    private record Reader(SettingValues values) {
        CaptureSettings read() {
            CaptureLimits bounds = new CaptureLimits(
                    (int) values.duration(Setting.MAX_DURATION, Duration.ofSeconds(1), Duration.ofHours(5))
                            .toSeconds(),
                    values.number(Setting.MAX_TOTAL_BYTES, 1, CaptureLimits.MAX_BYTES),
                    CaptureLimits.MAX_BYTES);
            CaptureWish wish = new CaptureWish(
                    new CaptureLimits(
                            (int) values.duration(Setting.CAPTURE_DURATION, Duration.ofSeconds(1), Duration.ofHours(5))
                                    .toSeconds(),
                            values.number(Setting.CAPTURE_TOTAL_BYTES, 1, CaptureLimits.MAX_BYTES),
                            values.number(Setting.CAPTURE_BYTES_PER_PACKET, 0, CaptureLimits.MAX_BYTES)),
                    filters(Setting.CAPTURE_FILTERS, "", values.text(Setting.CAPTURE_FILTERS)));
            within(
                    Setting.CAPTURE_DURATION,
                    wish.timeLimit(),
                    Setting.MAX_DURATION,
                    Duration.ofSeconds(bounds.timeLimitSeconds()));
            within(
                    Setting.CAPTURE_TOTAL_BYTES,
                    wish.limits().totalBytes(),
                    Setting.MAX_TOTAL_BYTES,
                    bounds.totalBytes());
            return new CaptureSettings(wish, bounds, profiles(wish, bounds));
        }

        /** @param subject what the filters belong to, with a space at its end; empty for the setting itself */
        private List<CaptureFilter> filters(Setting setting, String subject, String json) {
            try {
                FilterGrammar.Reading reading = FilterGrammar.read("filters", FlatJson.objects(json));
                reading.problems()
                        .forEach(problem -> values.wrong(setting, subject + problem.field() + " " + problem.detail()));
                return reading.filters();
            } catch (AlertFormatException e) {
                values.wrong(
                        setting,
                        subject + (subject.isEmpty() ? "" : "filters ")
                                + "is not a JSON array of filters such as [{\"protocol\":\"TCP\",\"localPort\":\"443\"}]");
                return List.of();
            }
        }

        private Map<String, CaptureWish> profiles(CaptureWish base, CaptureLimits bounds) {
            Map<String, CaptureWish> profiles = new LinkedHashMap<>();
            ObjectMapper strict = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
            try {
                JsonNode root = strict.readTree(values.text(Setting.CAPTURE_PROFILES));
                if (root.isObject()) {
                    root.properties()
                            .forEach(profile -> profiles.put(
                                    profile.getKey(), profile(profile.getKey(), profile.getValue(), base, bounds)));
                } else {
                    values.wrong(Setting.CAPTURE_PROFILES, "must be a " + Setting.CAPTURE_PROFILES.range());
                }
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation();
                values.wrong(
                        Setting.CAPTURE_PROFILES,
                        "is not JSON, or names something twice"
                                + (at == null ? "" : ": look at character " + at.getCharOffset()) + "; it must be a "
                                + Setting.CAPTURE_PROFILES.range());
            }
            return profiles;
        }

        private CaptureWish profile(String name, JsonNode node, CaptureWish base, CaptureLimits bounds) {
            String subject = "profile " + SettingValues.quoted(name) + ": ";
            if (!node.isObject()) {
                values.wrong(Setting.CAPTURE_PROFILES, subject + "is not an object");
                return base;
            }
            long seconds = base.limits().timeLimitSeconds();
            long total = base.limits().totalBytes();
            long perPacket = base.limits().bytesPerPacket();
            List<CaptureFilter> filters = base.filters();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                String member = subject + entry.getKey() + " ";
                JsonNode value = entry.getValue();
                switch (entry.getKey()) {
                    case "duration" -> seconds = profileSeconds(member, value, bounds.timeLimitSeconds(), seconds);
                    case "totalBytes" -> total = profileNumber(member, value, 1, bounds.totalBytes(), total);
                    case "bytesPerPacket" ->
                        perPacket = profileNumber(member, value, 0, bounds.bytesPerPacket(), perPacket);
                    case "filters" -> filters = filters(Setting.CAPTURE_PROFILES, subject, value.toString());
                    default ->
                        values.wrong(
                                Setting.CAPTURE_PROFILES,
                                subject + SettingValues.quoted(entry.getKey())
                                        + " is not known; allowed are duration, totalBytes, bytesPerPacket and filters");
                }
            }
            return new CaptureWish(new CaptureLimits((int) seconds, total, perPacket), filters);
        }

        private long profileSeconds(String member, JsonNode value, long most, long otherwise) {
            Optional<Duration> duration =
                    value.isTextual() ? SettingValues.wholeSeconds(value.textValue()) : Optional.empty();
            if (duration.isPresent()
                    && duration.get().toSeconds() >= 1
                    && duration.get().toSeconds() <= most) {
                return duration.get().toSeconds();
            }
            values.wrong(
                    Setting.CAPTURE_PROFILES,
                    member + "is " + SettingValues.quoted(value.asText())
                            + "; it must be an ISO-8601 duration of whole seconds, PT1S to "
                            + Duration.ofSeconds(most));
            return otherwise;
        }

        private long profileNumber(String member, JsonNode value, long least, long most, long otherwise) {
            if (value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= least
                    && value.longValue() <= most) {
                return value.longValue();
            }
            values.wrong(
                    Setting.CAPTURE_PROFILES,
                    member + "is " + SettingValues.quoted(value.asText()) + "; it must be a whole number, " + least
                            + " to " + most);
            return otherwise;
        }

        /** What is taken when an alert asks for nothing must be what it could have asked for. */
        private <T extends Comparable<T>> void within(Setting setting, T value, Setting bound, T most) {
            boolean bothLegal = values.isLegal(setting) && values.isLegal(bound);
            if (bothLegal && value.compareTo(most) > 0) {
                values.wrong(setting, "is " + value + ", more than the " + most + " of " + bound.variable());
            }
        }
    }
}

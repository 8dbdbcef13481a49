package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Warning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WishReaderTest {
    private static final CaptureFilter HTTPS = new CaptureFilter(Protocol.TCP, null, "443", null, null);
    private static final CaptureWish SHORT = new CaptureWish(new CaptureLimits(10, 1_000, 96), List.of(HTTPS));
    private static final CapturePolicy POLICY =
            CapturePolicies.some().profiles(Map.of("short", SHORT)).build();

    private static WishReader.Reading read(String... keysAndValues) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new WishReader(POLICY).read(properties);
    }

    @Test
    void without_properties_or_with_those_of_others_the_settings_apply() {
        assertThat(read().wish()).isEqualTo(POLICY.wish());
        assertThat(read("owner", "anna", "duration", "PT1S").warnings()).isEmpty();
    }

    @Test
    void every_key_is_obeyed_in_any_case() {
        WishReader.Reading reading = read(
                "CAPTUREDURATION", "PT90S",
                "captureTotalBytes", "5000",
                "CaptureBytesPerPacket", "96",
                "capturefilters", "[{\"PROTOCOL\":\"tcp\",\"localPort\":443}]");
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.wish()).isEqualTo(new CaptureWish(new CaptureLimits(90, 5_000, 96), List.of(HTTPS)));
    }

    @ParameterizedTest
    @CsvSource({"PT1S,1", "PT1H,3600", "60,60", "pt5m,300", "' PT10S ',10"})
    void a_duration_is_iso_8601_or_plain_seconds(String text, int seconds) {
        assertThat(read("captureDuration", text).wish().limits().timeLimitSeconds())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-5S", "PT1H1S", "PT1.5S", "P99999999D", "soon", "0", "999999999999999999999"})
    void a_duration_out_of_bounds_or_unreadable_falls_back_and_is_said(String text) {
        WishReader.Reading reading = read("captureDuration", text);
        assertThat(reading.wish()).isEqualTo(POLICY.wish());
        assertThat(reading.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.field()).isEqualTo("customProperties.captureDuration");
            assertThat(warning.detail()).contains("300");
        });
    }

    @Test
    void seconds_are_a_whole_number_within_the_bounds() {
        assertThat(read("captureSeconds", "3600").wish().limits().timeLimitSeconds())
                .isEqualTo(3_600);
        assertThat(read("captureSeconds", "3601").warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.detail())
                        .isEqualTo("\"3601\" is not a whole number from 1 to 3600; the setting 300 applies"));
        WishReader.Reading both = read("captureSeconds", "5", "captureDuration", "PT7S");
        assertThat(both.wish().limits().timeLimitSeconds()).isEqualTo(7);
        assertThat(both.warnings()).extracting(Warning::field).containsExactly("customProperties.captureSeconds");
    }

    @ParameterizedTest
    @CsvSource({
        "captureTotalBytes,0",
        "captureTotalBytes,2147483649",
        "captureTotalBytes,1 GB",
        "captureBytesPerPacket,4294967296",
        "captureBytesPerPacket,-1"
    })
    void a_size_out_of_bounds_falls_back_and_is_said(String key, String value) {
        WishReader.Reading reading = read(key, value);
        assertThat(reading.wish()).isEqualTo(POLICY.wish());
        assertThat(reading.warnings()).extracting(Warning::field).containsExactly("customProperties." + key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"protocol\":\"ICMP\"}]",
                "[{\"remoteIPAddress\":\"1.1.1.1-255.255.255\"}]",
                "{}",
                "",
                "443",
                "[{protocol: 'TCP'}]",
                "[[]]"
            })
    void illegal_filters_fall_back_to_the_settings_and_are_said(String text) {
        CapturePolicy policy = CapturePolicies.some()
                .wish(new CaptureWish(new CaptureLimits(60, 1_000, 0), List.of(HTTPS)))
                .build();
        WishReader.Reading reading = new WishReader(policy).read(Map.of("captureFilters", text));
        assertThat(reading.wish().filters()).containsExactly(HTTPS);
        assertThat(reading.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.field()).startsWith("customProperties.captureFilters");
            assertThat(warning.detail()).endsWith("the setting's filters apply");
        });
    }

    @Test
    void an_empty_list_of_filters_asks_for_everything() {
        assertThat(read("captureProfile", "short", "captureFilters", "[]")
                        .wish()
                        .filters())
                .isEmpty();
    }

    @Test
    void a_profile_is_the_ground_on_which_other_keys_build() {
        assertThat(read("captureProfile", "short").wish()).isEqualTo(SHORT);
        assertThat(read("captureProfile", "short", "captureSeconds", "20").wish())
                .isEqualTo(new CaptureWish(new CaptureLimits(20, 1_000, 96), List.of(HTTPS)));
    }

    @Test
    void an_unknown_profile_is_said_with_the_known_ones() {
        assertThat(read("captureProfile", "long").warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.detail())
                        .isEqualTo("\"long\" is not a profile of this app (known: short); the settings apply"));
        CapturePolicy none = CapturePolicies.some().build();
        assertThat(new WishReader(none)
                        .read(Map.of("captureProfile", "x".repeat(99)))
                        .warnings())
                .singleElement()
                .extracting(Warning::detail)
                .asString()
                .contains("known: none")
                .contains("…");
    }

    @Test
    void an_unknown_key_of_ours_is_said_with_the_known_ones() {
        assertThat(read("captureTime", "5").warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.field()).isEqualTo("customProperties.capturetime");
            assertThat(warning.detail()).contains("captureDuration, captureSeconds");
        });
    }

    @Test
    void a_wish_is_as_wide_as_another_if_it_would_keep_every_packet_of_it_as_long() {
        CaptureLimits whole = new CaptureLimits(60, 1_000, 0);
        CaptureLimits heads = new CaptureLimits(60, 1_000, 96);
        CaptureFilter dns = new CaptureFilter(Protocol.UDP, null, null, null, "53");
        CaptureWish everything = new CaptureWish(whole, List.of());
        CaptureWish https = new CaptureWish(whole, List.of(HTTPS));
        CaptureWish both = new CaptureWish(whole, List.of(dns, HTTPS));
        assertThat(everything.isAtLeastAsWideAs(https)).isTrue();
        assertThat(https.isAtLeastAsWideAs(everything)).isFalse();
        assertThat(both.isAtLeastAsWideAs(https)).isTrue();
        assertThat(https.isAtLeastAsWideAs(both)).isFalse();
        assertThat(new CaptureWish(heads, List.of()).isAtLeastAsWideAs(everything))
                .isFalse();
        assertThat(everything.isAtLeastAsWideAs(new CaptureWish(heads, List.of())))
                .isTrue();
        assertThat(new CaptureWish(heads, List.of()).isAtLeastAsWideAs(new CaptureWish(heads, List.of())))
                .isTrue();
        assertThat(new CaptureWish(new CaptureLimits(60, 1_000, 64), List.of())
                        .isAtLeastAsWideAs(new CaptureWish(heads, List.of())))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,1,0", "18001,1,0", "1,0,0", "1,4294967296,0", "1,1,-1", "1,1,4294967296"})
    void limits_outside_azures_ranges_are_no_limits(int seconds, long total, long perPacket) {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new CaptureLimits(seconds, total, perPacket))
                .withMessageContaining("must be");
    }

    /** Every record of the alert carries them, and a document has at most 1 MiB. */
    @Test
    void thousands_of_unknown_properties_become_a_few_warnings() {
        String[] keysAndValues = new String[20_000];
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keysAndValues[i] = "captureX" + i;
            keysAndValues[i + 1] = "x";
        }

        WishReader.Reading reading = read(keysAndValues);

        assertThat(reading.warnings()).hasSize(31);
        assertThat(reading.warnings().get(30).detail()).contains("9970 more");
        assertThat(reading.wish()).isEqualTo(POLICY.wish());
    }
}

package io.alertcap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.AlertReader;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.api.CapturesApi;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureName;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.Trigger;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.InMemoryBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reader of text from outside, under seeded fire and before all that was kept. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileReaderTest {
    @ParameterizedTest
    @EnumSource(HostileReader.class)
    void what_was_kept_is_answered_or_refused_with_the_typed_exception(HostileReader reader) throws IOException {
        assertThat(reader.kept()).isNotEmpty();
        for (Path kept : reader.kept()) {
            reader.read(kept.toString(), Files.readAllBytes(kept));
        }
    }

    @ParameterizedTest
    @EnumSource(HostileReader.class)
    void generated_input_is_answered_or_refused_with_the_typed_exception(HostileReader reader) {
        int rounds = HostileInput.rounds(reader == HostileReader.ARM_ANSWERS ? 300 : 1_000);
        int understood = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] input = reader.generated(HostileInput.random(round));
            understood += reader.read(HostileInput.which(round), input) ? 1 : 0;
        }
        // Otherwise the inputs are too wild to come far, or too tame to hurt.
        assertThat(understood).isBetween(rounds / 50, rounds * 19 / 20);
    }

    @ParameterizedTest
    @EnumSource(HostileReader.class)
    void sound_input_is_understood(HostileReader reader) {
        long understood = reader.seeds().stream()
                .filter(input -> reader.read("sound", input))
                .count();
        assertThat(understood).isPositive();
    }

    @Test
    void work_that_takes_much_memory_is_told() {
        assertThatThrownBy(() -> HostileInput.frugally("a case", () -> new byte[70 * 1024 * 1024].length))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a case took");
    }

    @Test
    void what_a_caller_sent_is_shown_to_him_only_in_its_beginning() {
        MutableClock clock = new MutableClock(Instant.EPOCH);
        CapturesApi api = new CapturesApi(
                new BlobCaptureLedger(new InMemoryBlobs(clock), clock, pause -> {}),
                new SessionLook(new FakeAzure(clock, new FakeFiles(clock)), clock),
                clock);

        assertThat(api.list(Map.of("x".repeat(30_000), "1")).body())
                .hasSizeLessThan(1_000)
                .contains("query.xxx");
    }

    @Test
    void a_bound_that_is_passed_is_told_without_the_name_of_a_setting_of_jackson() {
        assertThatThrownBy(() -> new AlertReader().read("[".repeat(100)))
                .isInstanceOf(AlertFormatException.class)
                .satisfies(e -> assertThat(((AlertFormatException) e).errors().toString())
                        .contains("nesting depth")
                        .doesNotContain("StreamReadConstraints"));
    }

    @Test
    void a_capture_name_is_legal_whatever_the_alert_is_called() {
        List<String> templates =
                List.of("{machine}-{fired}-{id}", "{rule}", "{rule}{machine}{rule}{id}", "a.{rule}-{id}");
        List<String> legal = List.of("cpu is high", "…", "---", "a".repeat(90), "a.9999", "vm.");
        for (int round = 0; round < HostileInput.rounds(1_000); round++) {
            Random random = HostileInput.random(round);
            String which = HostileInput.which(round);
            CaptureRecord record = record(HostileInput.text(random, legal));
            String template = HostileInput.text(random, templates);
            if (CaptureName.problem(template).isEmpty()) {
                assertThat(HostileInput.frugally(which, () -> CaptureName.of(template, record)))
                        .as(which)
                        .matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
            }
        }
    }

    private static CaptureRecord record(String rule) {
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        ResourceId machine = ResourceId.parse(
                        "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm")
                .orElseThrow();
        return CaptureRecord.requested(
                "lv9vipembfuq1neq",
                new Trigger(Trigger.Kind.ALERT, rule, "alert-1", Severity.SEV2, at),
                MachineTarget.of(machine).orElseThrow(),
                new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                List.of(),
                at,
                at.plusSeconds(900));
    }
}

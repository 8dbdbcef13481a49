package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureNameTest {
    private static final String DEFAULT = "{machine}-{fired}-{id}";
    private static final String ID = "0123456789abcdef";
    private static final Instant FIRED = Instant.parse("2026-03-01T12:00:00Z");

    private static CaptureRecord record(String machine, String rule, @Nullable Instant fired) {
        MachineTarget target = CaptureWorld.machine(machine);
        return CaptureRecord.requested(
                ID,
                new Trigger(Trigger.Kind.ALERT, rule, "a1", Severity.SEV1, fired),
                target,
                CapturePolicies.some().build().wish(),
                List.of(),
                FIRED.plusSeconds(77),
                FIRED.plusSeconds(999));
    }

    @Test
    void a_redelivery_makes_the_same_name_because_the_time_is_the_alerts() {
        String name = CaptureName.of(DEFAULT, record("web1", "r", FIRED));
        assertThat(name).isEqualTo("web1-20260301T120000Z-" + ID);
        assertThat(CaptureName.of(DEFAULT, record("web1", "r", null))).contains("20260301T120117Z");
    }

    @Test
    void a_long_machine_name_gives_way_to_the_time_and_the_id() {
        String name =
                CaptureName.of(DEFAULT, record("m".repeat(64), "a rule with a long name, as people write", FIRED));
        assertThat(name).hasSize(80).startsWith("mmm").endsWith("-20260301T120000Z-" + ID);
    }

    @Test
    void a_long_rule_gives_way_before_the_machine_does() {
        String name = CaptureName.of(
                "{rule}-{machine}-{fired}-{id}", record("webserver1", "CPU over 90 % ".repeat(9), FIRED));
        assertThat(name).hasSizeLessThanOrEqualTo(80).endsWith("-webserver1-20260301T120000Z-" + ID);
    }

    @Test
    void a_template_that_repeats_a_long_part_still_makes_a_legal_name_that_is_unique() {
        String name = CaptureName.of("{machine}.{machine}.{machine}", record("m".repeat(60), "r", FIRED));
        assertThat(name).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void whatever_a_rule_is_called_the_name_is_legal() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder rule = new StringBuilder();
            int length = random.nextInt(120);
            for (int k = 0; k < length; k++) {
                rule.append((char) (random.nextInt(10) == 0 ? random.nextInt(0xD800) : 32 + random.nextInt(95)));
            }
            String name =
                    CaptureName.of("{rule}_{machine}-{id}", record("w".repeat(1 + i % 64), rule.toString(), FIRED));
            assertThat(name).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}").contains(ID);
        }
    }

    @Test
    void a_rule_cannot_smuggle_a_placeholder_in() {
        assertThat(CaptureName.of("{rule}", record("web1", "{id}", FIRED))).isEqualTo("x-id-");
    }

    @ParameterizedTest
    @ValueSource(strings = {DEFAULT, "tutorial", "{rule}.{id}", "A_b-c.d", "{id}"})
    void these_templates_are_good(String template) {
        assertThat(CaptureName.problem(template)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{vm}", "a b", "-a", "a/b", "{id", "{ID}", "ä"})
    void these_templates_are_not(String template) {
        assertThat(CaptureName.problem(template)).isPresent();
    }

    @Test
    void a_template_has_at_most_80_characters() {
        assertThat(CaptureName.problem("a".repeat(80))).isEmpty();
        assertThat(CaptureName.problem("a".repeat(81))).isPresent();
        assertThat(CaptureName.problem("{vm}").orElseThrow()).contains("{vm} is not known");
    }

    @Test
    void a_taken_name_gets_the_id_then_a_number_and_stays_within_80_characters() {
        assertThat(CaptureName.unique("tutorial", ID)).isEqualTo("tutorial-" + ID);
        assertThat(CaptureName.unique("x-" + ID, ID)).isEqualTo("x-" + ID);
        assertThat(CaptureName.unique("t".repeat(80), ID)).hasSize(80).endsWith("-" + ID);
        String name = "t".repeat(63) + "-" + ID;
        assertThat(CaptureName.another("tutorial", ID)).isEqualTo("tutorial-" + ID);
        assertThat(CaptureName.another("x-" + ID, ID)).isEqualTo("x-" + ID + ".2");
        assertThat(CaptureName.another("x-" + ID + ".9", ID)).isEqualTo("x-" + ID + ".10");
        assertThat(CaptureName.another(name, ID)).hasSize(80).endsWith(".2");
    }

    @Test
    void an_id_is_sixteen_letters_and_digits_and_the_same_for_the_same_text() {
        for (int i = 0; i < 1_000; i++) {
            String id = CaptureId.of("alert " + i);
            assertThat(CaptureId.isId(id)).as(id).isTrue();
            assertThat(CaptureId.of("alert " + i)).isEqualTo(id);
        }
        assertThat(CaptureId.isId("0123456789abcde")).isFalse();
        assertThat(CaptureId.isId("0123456789abcdeF")).isFalse();
        assertThat(CaptureId.isId("0123456789abcdew")).isFalse();
        assertThat(CaptureId.isId("../../0123456789")).isFalse();
    }
}

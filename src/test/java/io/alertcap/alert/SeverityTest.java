package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeverityTest {
    @ParameterizedTest
    @CsvSource({
        "Sev0, SEV0",
        "0, SEV0",
        "Critical, SEV0",
        "sev1, SEV1",
        "1, SEV1",
        "error, SEV1",
        "SEV2, SEV2",
        "' 2 ', SEV2",
        "Warning, SEV2",
        "Sev3, SEV3",
        "3, SEV3",
        "Informational, SEV3",
        "Sev4, SEV4",
        "4, SEV4",
        "verbose, SEV4",
        "5, UNKNOWN",
        "-1, UNKNOWN",
        "high, UNKNOWN",
        "'', UNKNOWN",
        ", UNKNOWN",
    })
    void reads_every_spelling(@Nullable String text, Severity severity) {
        assertThat(Severity.from(text)).isEqualTo(severity);
    }

    @ParameterizedTest
    @EnumSource
    void reads_its_own_text_back(Severity severity) {
        assertThat(Severity.from(severity.toString())).isEqualTo(severity);
        assertThat(severity.toString()).isIn("Sev0", "Sev1", "Sev2", "Sev3", "Sev4", "Unknown");
    }

    @Test
    void orders_from_grave_to_unknown() {
        assertThat(Severity.values()).isSorted();
        assertThat(Severity.SEV0.isGraverThan(Severity.SEV1)).isTrue();
        assertThat(Severity.SEV4.isGraverThan(Severity.UNKNOWN)).isTrue();
        assertThat(Severity.SEV2.isGraverThan(Severity.SEV2)).isFalse();
    }
}

package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.fuzz.HostileInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    @Test
    void nothing_in_an_alert_starts_a_line_moves_a_cursor_or_forges_an_event() {
        for (String text : HostileInput.TEXTS) {
            List<String> lines = new ArrayList<>();
            Journal journal = lines::add;

            journal.tell("decision", "rule", text, "reason", "none");

            assertThat(lines).hasSize(1);
            assertThat(lines.get(0))
                    .startsWith("event=decision rule=")
                    .endsWith(" reason=none")
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                    .hasSizeLessThan(Journal.LONGEST_VALUE + 100);
            String value = lines.get(0).replaceAll("^event=decision rule=| reason=none$", "");
            assertThat(value).matches("\"[^\"]*\"|[^\" =]+");
        }
    }
}

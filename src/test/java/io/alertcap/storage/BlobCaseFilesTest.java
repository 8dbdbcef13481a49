package io.alertcap.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.storage.InMemoryBlobs.Call;
import io.alertcap.storage.InMemoryBlobs.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobCaseFilesTest {
    private static final String ID = "cap-1";

    private final HandClock clock = new HandClock(Instant.parse("2026-11-21T21:00:00Z"));
    private final InMemoryBlobs blobs = new InMemoryBlobs(clock);
    private final List<Duration> pauses = new ArrayList<>();
    private final BlobCaseFiles cases = new BlobCaseFiles(blobs, clock, pauses::add);

    @Test
    void keeps_what_was_written_first() {
        assertThat(cases.put(ID, "alert.json", bytes("first"))).isTrue();
        assertThat(cases.put(ID, "alert.json", bytes("second"))).isFalse();

        assertThat(cases.read(ID, "alert.json")).contains(bytes("first"));
    }

    @Test
    void writes_once_in_one_call() {
        cases.put(ID, "alert.json", bytes("first"));

        assertThat(blobs.calls()).containsExactly(new Call(Kind.PUT, "cases/cap-1/alert.json"));
    }

    @Test
    void knows_its_own_write_again_when_the_answer_was_lost() {
        blobs.loseNextAnswer(call -> call.kind() == Kind.PUT);

        assertThat(cases.put(ID, "alert.json", bytes("first"))).isTrue();
        assertThat(pauses).hasSize(1);
    }

    @Test
    void lists_the_names_of_one_case_in_order() {
        cases.put(ID, "decision.json", bytes("{}"));
        cases.put(ID, "arm/20261121T210000.000Z-Admit.jsonl", bytes("{}"));
        cases.put(ID, "alert.json", bytes("{}"));
        cases.put("cap-12", "alert.json", bytes("{}"));

        assertThat(cases.names(ID))
                .containsExactly("alert.json", "arm/20261121T210000.000Z-Admit.jsonl", "decision.json");
        assertThat(cases.names("cap-3")).isEmpty();
    }

    @Test
    void deletes_one_case_and_no_other_and_can_be_told_twice() {
        cases.put(ID, "alert.json", bytes("{}"));
        cases.put(ID, "arm/1-Admit.jsonl", bytes("{}"));
        cases.put("cap-12", "alert.json", bytes("{}"));

        cases.delete(ID);
        cases.delete(ID);

        assertThat(blobs.names()).containsExactly("cases/cap-12/alert.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../captures/x.json", "/alert.json", "a/b/c", "", ".", "..", "arm/..", "alert json", "a\nb"})
    void takes_no_name_that_could_lead_elsewhere(String name) {
        assertThatThrownBy(() -> cases.put(ID, name, bytes("{}"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cases.read(ID, name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(blobs.calls()).isEmpty();
    }

    @Test
    void takes_no_document_that_could_not_be_read_again() {
        assertThatThrownBy(() -> cases.put(ID, "alert.json", new byte[Blobs.MAX_BYTES + 1]))
                .hasMessageContaining("at most");
        assertThat(blobs.calls()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

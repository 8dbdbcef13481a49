package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.api.Caller.Proof;
import org.junit.jupiter.api.Test;

class CallerTest {
    @Test
    void says_who_and_how_that_is_known() {
        assertThat(Caller.KEY_HOLDER.inWords()).isEqualTo("a key holder, by function key");
        assertThat(new Caller("anna@example.com", Proof.ENTRA).inWords()).isEqualTo("anna@example.com, by Entra ID");
        assertThat(new Caller("Anna", Proof.SESSION).inWords()).isEqualTo("Anna, signed in by function key");
    }

    @Test
    void a_name_cannot_break_a_line_nor_turn_the_direction_of_reading() {
        assertThat(new Caller(" Anna\r\nevent=stop\u202E \u0000", Proof.SESSION).name())
                .isEqualTo("Anna  event=stop");
    }

    @Test
    void a_name_is_at_most_100_characters() {
        assertThat(new Caller("x".repeat(100), Proof.SESSION).name())
                .hasSize(100)
                .doesNotContain("…");
        assertThat(new Caller("x".repeat(101), Proof.SESSION).name())
                .hasSize(100)
                .endsWith("…");
    }

    @Test
    void a_name_has_something_to_read() {
        assertThatThrownBy(() -> new Caller("\u0007 \n", Proof.SESSION)).isInstanceOf(IllegalArgumentException.class);
    }
}

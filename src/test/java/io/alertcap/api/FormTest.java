package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    @Test
    void reads_what_browsers_send() {
        assertThat(Form.read("a=1&b=two+words&c=%2Fsubscriptions%2F%C3%A9&d=&a=2&=x&e"))
                .contains(Map.of("a", "1", "b", "two words", "c", "/subscriptions/é", "d", ""));
        assertThat(Form.read("")).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%zz", "%=1"})
    void what_no_browser_sends_is_no_form(String body) {
        assertThat(Form.read(body)).isEmpty();
    }

    @Test
    void what_is_longer_than_any_of_our_forms_is_not_read() {
        assertThat(Form.read("a=" + "x".repeat(40_000))).isEmpty();
    }
}

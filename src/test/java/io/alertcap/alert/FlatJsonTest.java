package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
    @Test
    void reads_objects_in_order_with_plain_values_as_text() {
        assertThat(FlatJson.objects("[{\"a\":\"x\",\"b\":80,\"c\":true,\"d\":null}, {}]"))
                .containsExactly(Map.of("a", "x", "b", "80", "c", "true"), Map.of());
        assertThat(FlatJson.objects(" [] ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "\"x\"",
                "80",
                "[1]",
                "[[]]",
                "[{\"a\":{}}]",
                "[{\"a\":[]}]",
                "[{}",
                "[{}] x",
                "[{'a':1}]",
                "[{a:1}]"
            })
    void refuses_anything_else(String json) {
        assertThatExceptionOfType(AlertFormatException.class)
                .isThrownBy(() -> FlatJson.objects(json))
                .withMessageContaining("must be a JSON array of objects with plain values");
    }

    @Test
    void refuses_deep_nesting_without_a_stack_overflow() {
        assertThatExceptionOfType(AlertFormatException.class).isThrownBy(() -> FlatJson.objects("[".repeat(200_000)));
    }
}

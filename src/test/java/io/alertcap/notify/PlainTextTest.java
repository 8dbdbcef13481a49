package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTextTest {
    @ParameterizedTest
    @MethodSource
    void leaves_one_line_of_visible_characters(String written, String expected) {
        assertThat(PlainText.line(written, 100)).isEqualTo(expected);
    }

    static Stream<Arguments> leaves_one_line_of_visible_characters() {
        return Stream.of(
                arguments("two\nlines", "two lines"),
                arguments("a\r\n\r\nInjected: header", "a Injected: header"),
                arguments("\u001b[31mred\u001b[0m", "[31mred [0m"),
                arguments("\u009b2Jcleared", "2Jcleared"),
                arguments("tab\tand   spaces ", "tab and spaces"),
                arguments("\u202egnp.exe", "gnp.exe"),
                arguments("zero\u200bwidth", "zero width"),
                arguments("line\u2028separator", "line separator"),
                arguments("nul\u0000byte", "nul byte"),
                arguments("lone\ud83dhalf", "lone half"));
    }

    @Test
    void nothing_is_an_empty_line() {
        assertThat(PlainText.line(null, 10)).isEmpty();
        assertThat(PlainText.line(" \n ", 10)).isEmpty();
    }

    @Test
    void keeps_a_text_that_just_fits_and_cuts_a_longer_one() {
        assertThat(PlainText.line("abcde", 5)).isEqualTo("abcde");
        assertThat(PlainText.line("abcdef", 5)).isEqualTo("abcd…");
    }

    @Test
    void cuts_no_character_in_two() {
        assertThat(PlainText.line("ab😀😀", 5)).isEqualTo("ab😀…");
        assertThat(PlainText.line("ab😀😀", 4)).isEqualTo("ab…");
    }

    @Test
    void cuts_no_escape_in_two() {
        String line = PlainText.line("ab&&&&", 12, c -> c == '&' ? "&amp;" : Character.toString(c));

        assertThat(line).isEqualTo("ab&amp;…");
    }

    @RepeatedTest(200)
    void whatever_comes_in_is_short_and_visible(RepetitionInfo repetition) {
        long seed = Long.getLong("test.seed", 0L) + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        String text = random.ints(random.nextInt(80), 0, 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int most = 1 + random.nextInt(60);

        String line = PlainText.line(text, most);

        assertThat(line.length()).as("seed %d", seed).isLessThanOrEqualTo(most);
        assertThat(line.strip()).as("seed %d", seed).isEqualTo(line);
        assertThat(line.codePoints().filter(Character::isISOControl).count())
                .as("seed %d", seed)
                .isZero();
    }
}

package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceWordsTest {
    private static final String SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2Vj";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "See https://st.blob.core.windows.net/c/x.cap?sv=2020&sig=@&se=x for more.",
                "see HTTPS://ST.example/?@",
                "sp=r&sig=@&se=2026",
                "SharedAccessSignature=@ was refused",
                "AccountName=st;AccountKey=@;EndpointSuffix=x",
                "{\"access_token\":\"@\",\"expires\":1}",
                "{\"client_secret\" : \"@\"}",
                "Authorization: Bearer @",
                "password: @",
                "token eyJ0eXAiOiJKV1Qi.@.@ is not valid",
                "the key @== is wrong",
                "s\u0000ig=1&sig=@"
            })
    void nothing_that_looks_like_a_secret_is_kept(String text) {
        assertThat(ServiceWords.clean(text.replace("@", SECRET)))
                .doesNotContain(SECRET)
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The Resource 'Microsoft.Compute/virtualMachines/ghost' under resource group 'rg-app' was not found.",
                "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/NetworkWatcherRG/providers/"
                        + "Microsoft.Network/networkWatchers/NetworkWatcher_westeurope/packetCaptures/web1-0123456789abcdef",
                "The client '00000000-0000-0000-0000-0000000000a1' does not have authorization to perform action"
                        + " 'Microsoft.Network/networkWatchers/packetCaptures/write' over scope '/x'.",
                "See https://aka.ms/rbac for help.",
                "timeLimitInSeconds must be between 0 and 18000."
            })
    void what_a_person_needs_is_kept(String text) {
        assertThat(ServiceWords.clean(text)).isEqualTo(text);
    }

    @Test
    void it_is_one_line_without_control_characters() {
        assertThat(ServiceWords.clean(" a\r\n\tb\u001b[31mc\u202ed\u2028e ")).isEqualTo("a b [31mc d e");
    }

    @Test
    void it_is_not_long_and_no_character_is_cut_in_half() {
        String cleaned = ServiceWords.clean("x" + "😀".repeat(2_000));

        assertThat(cleaned).hasSizeLessThanOrEqualTo(ServiceWords.MAX_LENGTH).endsWith("😀…");
        assertThat(ServiceWords.clean("y".repeat(ServiceWords.MAX_LENGTH))).hasSize(ServiceWords.MAX_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "sig", "http://", "eyJ", "bearer ", "A+/", "token_"})
    @Timeout(10)
    void a_huge_text_costs_next_to_nothing(String piece) {
        long start = System.nanoTime();

        ServiceWords.clean(piece.repeat(1_000_000));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
}

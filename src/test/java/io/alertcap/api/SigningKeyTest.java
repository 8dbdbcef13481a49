package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.api.SigningKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    static final String TEXT =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    private final SigningKey key = SigningKey.parse(TEXT);

    @Test
    void signs_as_HMAC_SHA_256_does() {
        // printf 'alertcap SESSION\nhello' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary |
        // basenc --base64url
        assertThat(key.sign(Purpose.SESSION, "hello")).isEqualTo("Wpvmc_qEfrODr-COJJW0KjkBH8lGi8brNbUIRVu3YMQ");
    }

    @Test
    void a_signature_for_one_purpose_is_worth_nothing_for_another() {
        assertThat(key.sign(Purpose.SESSION, "x")).isNotEqualTo(key.sign(Purpose.FORM, "x"));
    }

    @Test
    void compares_whole_signatures() {
        String signature = key.sign(Purpose.FORM, "x");

        assertThat(SigningKey.same(signature, key.sign(Purpose.FORM, "x"))).isTrue();
        assertThat(SigningKey.same(signature, signature.substring(1))).isFalse();
        assertThat(SigningKey.same(signature, "")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 65})
    void takes_32_to_64_bytes_and_says_how_many_there_are(int length) {
        String text = Base64.getEncoder().encodeToString(new byte[length]);

        assertThatThrownBy(() -> SigningKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be 32 to 64 random bytes in base64, and has " + length);
    }

    @Test
    void never_shows_a_key() {
        String secret = "not/base64*but-a-secret-all-the-same";

        assertThatThrownBy(() -> SigningKey.parse(secret))
                .hasMessage("is not base64; make one with: openssl rand -base64 32")
                .hasNoCause();
        assertThat(key).hasToString("SigningKey");
    }
}

package io.alertcap.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {
    private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The vector that the Standard Webhooks project tests its own libraries with. */
    @ParameterizedTest
    @ValueSource(strings = {"whsec_" + SECRET, SECRET, "  whsec_" + SECRET + "\n"})
    void signs_as_the_published_example_does(String secret) {
        Map<String, String> headers = SigningSecret.parse(secret)
                .headers(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(UTF_8));

        assertThat(headers)
                .containsOnly(
                        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                        Map.entry("webhook-timestamp", "1614265330"),
                        Map.entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    @RepeatedTest(50)
    void signs_id_time_and_body_joined_by_full_stops(RepetitionInfo repetition) throws Exception {
        long seed = Long.getLong("test.seed", 0L) + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        byte[] key = new byte[24 + random.nextInt(41)];
        random.nextBytes(key);
        byte[] body = new byte[random.nextInt(5_000)];
        random.nextBytes(body);
        String id = "id-" + random.nextInt(Integer.MAX_VALUE);
        Instant at = Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), 999_999_999);

        Map<String, String> headers =
                SigningSecret.parse(Base64.getEncoder().encodeToString(key)).headers(id, at, body);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((id + "." + at.getEpochSecond() + ".").getBytes(UTF_8));
        assertThat(headers.get("webhook-signature"))
                .as("seed %d", seed)
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 64})
    void takes_24_to_64_bytes(int bytes) {
        assertThat(SigningSecret.parse(base64(bytes)).headers("id", Instant.EPOCH, new byte[0]))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 65})
    void refuses_fewer_or_more_bytes_and_says_how_many_there_are(int bytes) {
        assertThatThrownBy(() -> SigningSecret.parse("whsec_" + base64(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be 24 to 64 random bytes in base64, and has " + bytes
                        + "; make one with: openssl rand -base64 32");
    }

    @Test
    void refuses_what_is_not_base64_without_repeating_it() {
        assertThatThrownBy(() -> SigningSecret.parse("whsec_hunter2!hunter2!hunter2!hunter2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be base64")
                .satisfies(refused -> assertThat(stackTrace(refused)).doesNotContain("hunter2", "Caused by"));
    }

    @Test
    void does_not_show_itself() {
        assertThat(SigningSecret.parse(SECRET)).hasToString("SigningSecret");
    }

    private static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

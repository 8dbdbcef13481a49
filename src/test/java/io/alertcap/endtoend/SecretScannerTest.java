package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.alertcap.endtoend.SecretScanner.Find;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scanner that finds nothing after a whole run does find secrets where there are some. */
class SecretScannerTest {
    /** A way to write a secret down. */
    private record Writing(String name, UnaryOperator<String> form) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Writing> writings() {
        return Stream.of(
                new Writing("log line", secret -> "event=failed reason=\"see " + secret + "\""),
                new Writing(
                        "JSON",
                        secret -> JsonNodeFactory.instance
                                .objectNode()
                                .put("reason", secret)
                                .toString()),
                new Writing(
                        "JSON with escaped slashes", secret -> "{\"reason\":\"" + secret.replace("/", "\\/") + "\"}"),
                new Writing(
                        "JSON with escaped signs",
                        secret -> secret.replace("&", "\\u0026")
                                .replace("=", "\\u003d")
                                .replace("+", "\\u002b")),
                new Writing(
                        "metadata", secret -> "{machine=" + URLEncoder.encode(secret, StandardCharsets.UTF_8) + "}"),
                new Writing(
                        "basic authorization",
                        secret -> "authorization: Basic "
                                + Base64.getEncoder()
                                        .encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @MethodSource("writings")
    void a_known_secret_is_found_however_it_is_written(Writing writing) {
        Map<String, String> secrets =
                AbuseEndToEndIT.secrets("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==");
        SecretScanner scanner = new SecretScanner(secrets);

        secrets.forEach((name, secret) -> assertThat(
                        scanner.scan("there", writing.form().apply(secret)))
                .as(name + " as " + writing)
                .contains(new Find(name, "there")));
    }

    @Test
    void an_unknown_secret_is_found_by_its_shape() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("https://a.blob.core.windows.net/c/b?sv=2024&sig=Zm9vYmFy", "a signature or key in an address");
        texts.put("https://x.azurewebsites.net/api/alerts?code=abcdEFGH", "a signature or key in an address");
        texts.put("AccountName=a;AccountKey=Zm9vYmFy==", "an account key");
        texts.put("Authorization: Bearer abcdefghijkl", "a bearer token");
        texts.put("token eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "a JSON web token");
        texts.put("whsec_c2VjcmV0c2VjcmV0", "a signing secret");
        texts.put("x-functions-key: abcdefgh", "a key in a header");

        texts.forEach((text, name) -> assertThat(new SecretScanner(Map.of()).scan("there", text))
                .as(text)
                .contains(new Find(name, "there")));
    }

    @Test
    void what_was_made_unreadable_is_no_secret() {
        SecretScanner scanner = new SecretScanner(Map.of("key", "c2VjcmV0c2VjcmV0"));

        assertThat(scanner.scan("there", "https://a/b?sig=REDACTED https://c/d?*** Bearer *** AccountKey=*** code 500"))
                .isEmpty();
    }
}

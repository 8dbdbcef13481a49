package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.azure.json.JsonReader;
import io.alertcap.capture.Exchange;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptExchangeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private static Exchange kept(String url, String answer) {
        HttpHeaders headers = new HttpHeaders()
                .set(HttpHeaderName.fromString("x-ms-request-id"), "17")
                .set(HttpHeaderName.ETAG, "W/\"1\"")
                .set(HttpHeaderName.LOCATION, "https://management.azure.com/x?t=1&s=secret0")
                .set(HttpHeaderName.fromString("Azure-AsyncOperation"), "https://management.azure.com/y?s=secret0")
                .set(HttpHeaderName.SET_COOKIE, "secret0");
        return KeptExchange.of(
                NOW,
                Duration.ofMillis(120),
                "PUT",
                url,
                "{\"properties\":{}}",
                new Answer(201, headers, BinaryData.fromString(answer)),
                null);
    }

    @Test
    void keeps_path_known_parameters_status_and_the_headers_that_matter() {
        Exchange kept = kept(
                "https://management.azure.com/subscriptions/s/x?api-version=2024-05-01&t=1&c=secret1&s=secret2&%24expand=instanceView",
                "{\"name\":\"web1\"}");

        assertThat(kept.address())
                .isEqualTo(
                        "/subscriptions/s/x?api-version=2024-05-01&t=REDACTED&c=REDACTED&s=REDACTED&%24expand=instanceView");
        assertThat(kept.status()).isEqualTo(201);
        assertThat(kept.headers())
                .hasSize(2)
                .containsEntry("x-ms-request-id", "17")
                .containsEntry("ETag", "W/\"1\"");
        assertThat(kept.answer()).isEqualTo(new Exchange.Text("{\"name\":\"web1\"}", 15, null));
        assertThat(kept.toString()).doesNotContain("secret");
    }

    @Test
    void takes_secrets_out_of_what_azure_says() {
        String answer = kept(
                        "https://management.azure.com/x",
                        "{\"next\":\"https://management.azure.com/x?$skiptoken=hidden1\",\"adminPassword\":\"hidden2\","
                                + "\"m\":\"Bearer hidden3hidden3hidden3 AccountKey=hidden4 ?sv=1&sig=hidden5\"}")
                .answer()
                .beginning();

        assertThat(answer).doesNotContain("hidden").startsWith("{\"next\":\"https://management.azure.com/x?***\"");
    }

    @Test
    void keeps_the_beginning_of_what_is_long_and_the_hash_of_all_of_it() {
        Exchange.Text answer =
                kept("https://management.azure.com/x", "a".repeat(40_000)).answer();

        assertThat(answer.beginning()).hasSize(KeptExchange.LONGEST);
        assertThat(answer.bytes()).isEqualTo(40_000);
        assertThat(answer.sha256()).matches("[0-9a-f]{64}");
    }

    @Test
    void a_witness_sees_answers_refusals_and_silence_with_the_time_they_took() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        List<Exchange> seen = new ArrayList<>();
        try (ArmServer server = new ArmServer()) {
            ArmClient arm = server.client(clock);
            TimeBudget watched = TimeBudget.of(clock, Duration.ofSeconds(10))
                    .before(exchange -> seen.add(exchange.get()))
                    .within(Duration.ofSeconds(9));
            server.then(200, "{}");
            server.then(404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"gone\"}}");
            arm.get(arm.url("/subscriptions/s", "api-version=1"), JsonReader::readUntyped, watched);
            assertThat(catchThrowable(() -> arm.delete(arm.url("/subscriptions/t", "api-version=1"), watched)))
                    .isNotNull();
        }

        assertThat(seen).extracting(Exchange::method).containsExactly("GET", "DELETE");
        assertThat(seen).extracting(Exchange::status).containsExactly(200, 404);
        assertThat(seen).extracting(Exchange::at).containsOnly(NOW);
        assertThat(seen.get(1).answer().beginning()).contains("ResourceNotFound");
    }
}

package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookSinkTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebhookSink sink = WebhookSink.start(0);

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void keeps_what_is_posted_and_gives_it_back() throws Exception {
        assertThat(post("hooks/one?x=1", "first")).isEqualTo(200);
        assertThat(post("", "second")).isEqualTo(200);

        JsonNode list = new ObjectMapper()
                .readTree(client.send(HttpRequest.newBuilder(sink.url()).build(), BodyHandlers.ofString())
                        .body());

        assertThat(list).hasSize(2);
        assertThat(list.at("/0/path").asText()).isEqualTo("/hooks/one?x=1");
        assertThat(list.at("/0/headers/x-case").asText()).isEqualTo("Kept");
        assertThat(list.at("/1/body").asText()).isEqualTo("second");
        assertThat(sink.received()).extracting(WebhookSink.Received::body).containsExactly("first", "second");
    }

    @Test
    void refuses_as_often_as_it_is_told() throws Exception {
        sink.refuse(2, 500);

        assertThat(new int[] {post("", "a"), post("", "b"), post("", "c")}).containsExactly(500, 500, 200);
        assertThat(sink.received()).extracting(WebhookSink.Received::status).containsExactly(500, 500, 200);
    }

    @Test
    void hangs_as_often_as_it_is_told() throws Exception {
        sink.hang(1, Duration.ofMinutes(1));

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> post("", "a"));
        assertThat(post("", "b")).isEqualTo(200);
    }

    @Test
    void forgets_when_told_to() throws Exception {
        sink.refuse(1, 503);
        sink.clear();

        assertThat(post("", "a")).isEqualTo(200);
        assertThat(sink.received()).hasSize(1);
    }

    private int post(String path, String body) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(sink.url().resolve(path))
                                .header("X-Case", "Kept")
                                .timeout(Duration.ofSeconds(2))
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}

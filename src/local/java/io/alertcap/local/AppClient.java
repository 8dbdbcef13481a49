package io.alertcap.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What Azure Monitor and an operator ask of the app, over HTTP. */
final class AppClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI api;
    private final String key;

    /** @param app where the host answers, without a path */
    AppClient(URI app, String key) {
        api = app.resolve("/api/");
        this.key = key;
    }

    /** An answer; the body is a missing node when it was not JSON, the location empty where there is none. */
    record Answer(int status, String text, JsonNode body, String location) {}

    Answer postAlert(String alert) {
        return send(request("alerts")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(alert)));
    }

    Answer capture(String id) {
        return get("captures/" + id);
    }

    /** @param path below {@code /api/} */
    Answer get(String path) {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE).header("x-functions-key", key);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    json(answer.body()),
                    answer.headers().firstValue("location").orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException("The app does not answer at " + api, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking the app", e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}

package io.alertcap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.AlertSamples;
import io.alertcap.api.Api;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.ApiOverFakes;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.MutableClock;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.InMemoryBlobs;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Every route of the app, with whatever may stand in its address. */
final class HostileQueries {
    static final List<String> SOUND = List.of(
            "0123456789abcdef",
            "?limit=1&after=page_YWZ0ZXIgeA",
            "?limit=200&code=key",
            "?after=page_",
            "?dryRun=true",
            "?dryRun=FALSE&code=key",
            "lv9vipembfuq1neq?limit=0");

    private static final List<String> NAMES = List.of("limit", "after", "code", "dryRun", "dryrun", "target", "x");
    private static final List<String> VALUES =
            List.of("1", "200", "page_YWZ0ZXIgeA", "page_", "page_====", "-1", "true", "False");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALERT =
            AlertSamples.load("01-common-metric-static-vm.json").json();

    private static final InMemoryBlobs BLOBS =
            new InMemoryBlobs(new MutableClock(Instant.parse("2026-03-01T12:00:00Z")));
    private static final Api API = api();
    /** The capture of the alert, made once: each later delivery finds it. */
    private static final String ID = json(API.receive(Optional.of(ALERT), Map.of(), Map.of(), line -> {}))
            .at("/decisions/0/captureId")
            .asText();

    private HostileQueries() {}

    private static Api api() {
        MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        FakeFiles files = new FakeFiles(clock);
        FakeAzure azure = new FakeAzure(clock, files);
        BlobCaptureLedger ledger = new BlobCaptureLedger(BLOBS, clock, pause -> {});
        return ApiOverFakes.of(ledger, azure, files, clock, () -> {});
    }

    /** Asks every route, and says whether all were content. */
    static synchronized boolean takes(String which, String address) {
        BLOBS.forgetCalls();
        int mark = address.indexOf('?');
        String id = mark < 0 ? address : address.substring(0, mark);
        Map<String, String> query = new HashMap<>();
        for (String pair :
                mark < 0 ? new String[0] : address.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        ApiAnswer shown = answered(which, API.show(id, Map.of()), 200, 404);
        assertThat(shown.status() == 200).as(which).isEqualTo(id.equals(ID));
        ApiAnswer list = answered(which, API.list(query), 200, 400);
        ApiAnswer alert = answered(which, API.receive(Optional.of(ALERT), query, Map.of(), line -> {}), 200, 202, 400);
        assertThat(answered(which, API.receive(Optional.of("{}"), query, Map.of(), line -> {}), 400)
                        .status())
                .as(which)
                .isEqualTo(400);
        if (alert.status() != 400) {
            assertThat(alert.status() == 200)
                    .as(which)
                    .isEqualTo(query.entrySet().stream()
                            .anyMatch(entry -> entry.getKey().equalsIgnoreCase("dryRun")
                                    && entry.getValue().equalsIgnoreCase("true")));
            assertThat(json(alert).at("/decisions/0/decision").asText())
                    .as(which)
                    .isEqualTo("duplicate");
        }
        answered(which, API.doctor(query), 200, 400);
        answered(which, API.doctor(Map.of("target", id)), 200, 400);
        answered(which, API.health(), 200);
        return list.status() == 200 && alert.status() != 400;
    }

    /** One of the allowed statuses, JSON whose length does not follow the caller's, and problems as problem details. */
    private static ApiAnswer answered(String which, ApiAnswer answer, Integer... allowed) {
        assertThat(answer.status()).as(which).isIn((Object[]) allowed);
        assertThat(answer.body()).as(which).hasSizeLessThan(20_000);
        JsonNode body = json(answer);
        if (answer.status() >= 400) {
            assertThat(answer.contentType()).as(which).startsWith("application/problem+json");
            assertThat(body.path("status").asInt()).as(which).isEqualTo(answer.status());
            assertThat(body.path("detail").asText()).as(which).isNotEmpty();
        }
        return answer;
    }

    private static JsonNode json(ApiAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    static String generated(Random random) {
        StringBuilder address = new StringBuilder(random.nextInt(4) == 0 ? ID : HostileInput.text(random, VALUES));
        for (int i = random.nextInt(4); i > 0; i--) {
            address.append(address.indexOf("?") < 0 ? '?' : '&')
                    .append(random.nextInt(8) == 0 ? HostileInput.text(random, NAMES) : NAMES.get(random.nextInt(7)))
                    .append('=')
                    .append(HostileInput.text(random, VALUES));
        }
        return address.toString();
    }
}

package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How operators get a capture file. */
class FilesApiTest {
    private static final String MACHINE = "/subscriptions/" + CapturePolicies.SUBSCRIPTION
            + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web1";
    private static final long MIB = 1024 * 1024;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private final Api api = ApiOverFakes.of(ledger, azure, files, clock, () -> {});
    private final FilesApi linking = new FilesApi(ledger, files, Duration.ofMinutes(5));

    private String captured(long bytes, String more) {
        azure.upload(Duration.ofSeconds(1), bytes, FakeFiles.packets(3));
        ApiAnswer answer =
                api.start(Optional.of("{\"target\":\"" + MACHINE + "\"" + more + "}"), Map.of(), Map.of(), line -> {});
        for (int i = 0; i < 200 && !ledger.open().isEmpty(); i++) {
            clock.advance(Duration.ofSeconds(30));
            api.tick(line -> {});
        }
        return Json.tree(answer.body()).path("id").asText();
    }

    private HttpAnswer get(String id, Map<String, String> query, Map<String, String> headers) {
        return api.file(id, query, headers);
    }

    private static String problem(HttpAnswer answer) {
        return Json.tree((String) answer.body()).path("type").asText();
    }

    @Test
    void a_link_is_the_answer_where_there_can_be_one_and_nothing_keeps_it() {
        String id = captured(1_000, "");

        HttpAnswer answer = linking.file(id, Map.of(), Map.of());

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().get("Location")).contains(id).endsWith("?sig=secret");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Referrer-Policy", "no-referrer");
        assertThat(ledger.all().toString()).doesNotContain("secret");
    }

    @Test
    void a_small_file_comes_whole_with_its_digest_and_a_name_that_tells_it_from_others() {
        String id = captured(1_000, "");
        CaptureRecord record = ledger.all().get(0);

        HttpAnswer answer = get(id, Map.of(), Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat((byte[]) answer.body()).hasSize(1_000);
        assertThat(answer.headers())
                .containsEntry("Content-Disposition", "attachment; filename=\"" + record.name() + ".cap\"")
                .containsEntry("Repr-Digest", "sha-256=:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=:");
    }

    @Test
    void a_large_file_comes_in_pieces_and_a_plain_request_says_how() {
        String id = captured(20 * MIB, "");

        HttpAnswer plain = get(id, Map.of(), Map.of());
        HttpAnswer rest = get(id, Map.of(), Map.of("range", "bytes=8388608-"));

        assertThat(plain.status()).isEqualTo(400);
        assertThat(problem(plain)).isEqualTo("/problems/range-needed");
        assertThat((String) plain.body()).contains("cannot stream").contains("Range: bytes=0-8388607");
        assertThat(Json.tree((String) plain.body()).path("commands")).hasSize(2);
        assertThat(Json.tree((String) plain.body()).at("/commands/1").asText())
                .contains("-ge 20971520 ]", "\"$APP/api/captures/" + id + "/file\"");
        assertThat(rest.status()).isEqualTo(206);
        assertThat((byte[]) rest.body()).hasSize(8 * 1024 * 1024);
        assertThat(rest.headers()).containsEntry("Content-Range", "bytes 8388608-16777215/20971520");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1, bytes 0-0/1000",
        "bytes=990-2000, 990, 10, bytes 990-999/1000",
        "bytes=-10, 990, 10, bytes 990-999/1000",
        "bytes=-5000, 0, 1000, bytes 0-999/1000",
        "bytes=500-, 500, 500, bytes 500-999/1000"
    })
    void a_range_is_what_was_asked_for(String range, int first, int length, String said) {
        String id = captured(1_000, "");

        HttpAnswer answer = get(id, Map.of(), Map.of("range", range));

        assertThat(answer.status()).isEqualTo(206);
        assertThat((byte[]) answer.body()).hasSize(length).startsWith((byte) first);
        assertThat(answer.headers()).containsEntry("Content-Range", said);
    }

    @ParameterizedTest
    @CsvSource({"bytes=1000-, 416", "bytes=5-4, 416", "'bytes=0-1,4-5', 400", "lines=1-2, 400", "bytes=-, 400"})
    void a_range_that_cannot_be_is_refused(String range, int status) {
        assertThat(get(captured(1_000, ""), Map.of(), Map.of("range", range)).status())
                .isEqualTo(status);
    }

    @Test
    void a_file_that_is_on_the_machine_only_is_said_to_be_there() {
        String id = captured(1_000, ",\"saveTo\":\"machine\",\"localPath\":\"/var/captures/x.cap\"");

        HttpAnswer answer = get(id, Map.of(), Map.of());

        assertThat(answer.status()).isEqualTo(409);
        assertThat((String) answer.body()).contains("web1").contains("/var/captures/x-" + id + ".cap");
    }

    @Test
    void a_file_that_has_not_come_yet_is_a_conflict() {
        ApiAnswer answer = api.start(Optional.of("{\"target\":\"" + MACHINE + "\"}"), Map.of(), Map.of(), line -> {});

        HttpAnswer early = get(Json.tree(answer.body()).path("id").asText(), Map.of(), Map.of());

        assertThat(early.status()).isEqualTo(409);
        assertThat((String) early.body()).contains("expected").contains("running");
    }

    @Test
    void a_file_that_was_deleted_is_gone_and_says_by_whom() {
        String id = captured(1_000, "");
        api.forget(id, Map.of("keepFile", "false", "confirm", id), Map.of(), line -> {});

        HttpAnswer answer = linking.file(id, Map.of(), Map.of());

        assertThat(answer.status()).isEqualTo(410);
        assertThat((String) answer.body()).contains("a key holder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "x"})
    void a_capture_of_one_file_has_no_parts(String part) {
        assertThat(get(captured(1_000, ""), Map.of("part", part), Map.of()).status())
                .isEqualTo(400);
    }

    @Test
    void what_is_not_known_is_not_found() {
        assertThat(get(CaptureId.of("another"), Map.of(), Map.of()).status()).isEqualTo(404);
        assertThat(get("../slots", Map.of(), Map.of()).status()).isEqualTo(404);
        assertThat(get(CaptureId.of("another"), Map.of("parts", "1"), Map.of()).status())
                .isEqualTo(400);
    }
}

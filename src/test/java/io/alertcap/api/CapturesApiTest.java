package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.Machines;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators can ask of captures, and what they are told. */
class CapturesApiTest {
    private static final String MACHINE = "/subscriptions/" + CapturePolicies.SUBSCRIPTION
            + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web1";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private final Api api = ApiOverFakes.of(ledger, azure, files, clock, () -> {});

    private record Told(int status, JsonNode body) {
        static Told of(ApiAnswer answer) {
            return new Told(answer.status(), Json.tree(answer.body()));
        }

        String fields() {
            return String.join(
                    " ",
                    StreamSupport.stream(body.path("errors").spliterator(), false)
                            .map(error -> error.path("field").asText())
                            .toList());
        }
    }

    private Told post(String body, Map<String, String> query) {
        return Told.of(api.start(Optional.of(body), query, Map.of(), line -> {}));
    }

    private Told post(String body) {
        return post(body, Map.of());
    }

    private static String order(String more) {
        return "{\"target\":\"" + MACHINE + "\"" + more + "}";
    }

    private String started() {
        Told told = post(order(""));
        assertThat(told.status()).as(told.body().toPrettyString()).isEqualTo(202);
        return told.body().path("id").asText();
    }

    @Test
    void an_order_is_answered_with_the_capture_and_the_decision() {
        Told told = post(
                order(
                        ",\"name\":\"till\",\"limits\":{\"timeLimitSeconds\":60,\"bytesPerPacket\":96},\"filters\":[{\"protocol\":\"tcp\",\"localPort\":443}]"));

        assertThat(told.status()).as(told.body().toPrettyString()).isEqualTo(202);
        assertThat(told.body().path("state").asText()).isEqualTo("running");
        assertThat(told.body().path("name").asText()).isEqualTo("till");
        assertThat(told.body().at("/trigger/kind").asText()).isEqualTo("operator");
        assertThat(told.body().at("/limits/timeLimitSeconds").asInt()).isEqualTo(60);
        assertThat(told.body().at("/limits/bytesPerPacket").asInt()).isEqualTo(96);
        assertThat(told.body().at("/filters/0/localPort").asText()).isEqualTo("443");
        assertThat(told.body().at("/decisions/0/decision").asText()).isEqualTo("started");
    }

    @Test
    void filters_may_be_the_body_and_the_rest_the_query() {
        Told told = post(
                "[{\"protocol\":\"UDP\"}]", Map.of("target", MACHINE, "timeLimitSeconds", "30", "code", "the key"));

        assertThat(told.status()).as(told.body().toPrettyString()).isEqualTo(202);
        assertThat(told.body().at("/filters/0/protocol").asText()).isEqualTo("UDP");
        assertThat(told.body().at("/limits/timeLimitSeconds").asInt()).isEqualTo(30);
    }

    @Test
    void an_order_with_the_same_key_is_one_order() {
        Map<String, String> key = Map.of("idempotency-key", "once");
        Told first = Told.of(api.start(Optional.of(order("")), Map.of(), key, line -> {}));
        Told second = Told.of(api.start(Optional.of(order("")), Map.of(), key, line -> {}));

        assertThat(second.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(second.body().at("/decisions/0/decision").asText()).isEqualTo("duplicate");
        assertThat(ledger.all()).hasSize(1);
    }

    @Test
    void a_dry_run_shows_the_request_and_doubts_filters_that_would_catch_nothing() {
        Told told = post(
                order(",\"filters\":[{\"protocol\":\"TCP\",\"localIPAddress\":\"20.1.2.3\"}]"),
                Map.of("dryRun", "true"));

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.body().at("/decisions/0/request/method").asText()).isEqualTo("PUT");
        assertThat(told.body().at("/warnings/0/field").asText()).isEqualTo("filters[0].localIPAddress");
        assertThat(ledger.all()).isEmpty();
    }

    @Test
    void the_four_filters_of_the_tutorial_for_the_command_line_work_once_their_range_is_mended() {
        String printed =
                "[{\"protocol\":\"TCP\",\"remoteIPAddress\":\"1.1.1.1-255.255.255\",\"localIPAddress\":\"10.0.0.3\",\"remotePort\":\"20\"},"
                        + "{\"protocol\":\"TCP\",\"remoteIPAddress\":\"1.1.1.1-255.255.255\",\"localIPAddress\":\"10.0.0.3\",\"remotePort\":\"80\"},"
                        + "{\"protocol\":\"TCP\",\"remoteIPAddress\":\"1.1.1.1-255.255.255\",\"localIPAddress\":\"10.0.0.3\",\"remotePort\":\"443\"},"
                        + "{\"protocol\":\"UDP\"}]";

        Told refused = post(printed, Map.of("target", MACHINE));
        Told taken = post(printed.replace("-255.255.255", "-255.255.255.255"), Map.of("target", MACHINE));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields())
                .isEqualTo("filters[0].remoteIPAddress filters[1].remoteIPAddress filters[2].remoteIPAddress");
        assertThat(taken.status()).as(taken.body().toPrettyString()).isEqualTo(202);
        assertThat(taken.body().path("filters")).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,"target":"again"                                        | ``
            ,"frobnicate":1                                          | frobnicate
            ,"limits":{"timeLimitSeconds":0}                         | timeLimitSeconds
            ,"limits":{"timeLimitSeconds":"soon"}                    | timeLimitSeconds
            ,"limits":{"seconds":5}                                  | limits.seconds
            ,"timeLimitSeconds":18001                                | timeLimitSeconds
            ,"totalBytes":-1                                         | totalBytes
            ,"bytesPerPacket":4294967296                             | bytesPerPacket
            ,"name":"no spaces"                                      | name
            ,"name":7                                                | name
            ,"filters":{}                                            | filters
            ,"filters":[{"protocol":"ICMP"}]                         | filters[0].protocol
            ,"filterSet":"none"                                      | filterSet
            ,"profile":"none"                                        | profile
            ,"storageAccount":"somebodys"                            | storageAccount
            ,"blobPath":"../x.cap"                                   | blobPath
            ,"blobPath":"x.pcap"                                     | blobPath
            ,"localPath":"/etc/passwd"                               | localPath
            ,"saveTo":"tape"                                         | saveTo
            ,"saveTo":"machine","blobPath":"a/x.cap"                 | blobPath
            ,"saveTo":"storage","localPath":"/var/captures/x.cap"    | localPath
            ,"instances":["0"]                                       | instances
            ,"instances":[{}]                                        | instances
            ,"limits":{"timeLimitSeconds":5},"timeLimitSeconds":6    | timeLimitSeconds
            """)
    void an_order_that_is_wrong_is_told_by_the_field(String more, String field) {
        Told told = post(order(more));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo(field);
        assertThat(ledger.all()).isEmpty();
    }

    @Test
    void everything_that_is_wrong_with_an_order_is_said_at_once() {
        Told told = post("{\"target\":\"web1\",\"colour\":\"red\",\"totalBytes\":-1,\"saveTo\":\"tape\"}");

        assertThat(told.fields()).isEqualTo("colour target totalBytes saveTo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"target\":\"web1\"}", "{\"target\":\"/subscriptions/x\"}"})
    void an_order_without_a_machine_is_told_to_name_one(String body) {
        Told told = post(body);

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("target");
    }

    @Test
    void a_machine_that_cannot_be_captured_is_a_conflict_with_the_fix() {
        azure.machine(
                MachineTarget.of(ResourceId.parse(MACHINE).orElseThrow()).orElseThrow(),
                new Machines.NotReady("The machine is deallocated.", "az vm start"));

        Told told = post(order(""));

        assertThat(told.status()).isEqualTo(409);
        assertThat(told.body().path("detail").asText())
                .isEqualTo("The machine is deallocated. To mend it: az vm start");
        assertThat(told.body().at("/decisions/0/decision").asText()).isEqualTo("refused");
    }

    @Test
    void stopping_answers_with_the_state_however_often_it_is_asked() {
        String id = started();

        Told once = Told.of(api.stop(id, Map.of(), Map.of(), line -> {}));
        Told twice = Told.of(api.stop(id, Map.of(), Map.of(), line -> {}));

        assertThat(once.status()).isEqualTo(200);
        assertThat(once.body().at("/session/stop/by").asText()).isEqualTo("a key holder, by function key");
        assertThat(twice.body().path("id").asText()).isEqualTo(id);
        assertThat(Told.of(api.stop(CaptureId.of("another"), Map.of(), Map.of(), line -> {}))
                        .status())
                .isEqualTo(404);
        assertThat(Told.of(api.stop("../x", Map.of(), Map.of(), line -> {})).status())
                .isEqualTo(404);
    }

    @Test
    void a_file_is_deleted_only_when_that_is_asked_for_twice_and_after_the_end() {
        String id = started();

        Told early = Told.of(api.forget(id, Map.of("keepFile", "false"), Map.of(), line -> {}));
        end();
        Told unconfirmed = Told.of(api.forget(id, Map.of("keepFile", "false"), Map.of(), line -> {}));
        String url = ledger.all().get(0).file().url();
        boolean keptSoFar = files.has(url);
        Told confirmed = Told.of(api.forget(id, Map.of("keepFile", "false", "confirm", id), Map.of(), line -> {}));

        assertThat(early.status()).isEqualTo(409);
        assertThat(unconfirmed.status()).isEqualTo(409);
        assertThat(unconfirmed.body().path("detail").asText()).contains("?keepFile=false&confirm=" + id);
        assertThat(keptSoFar).isTrue();
        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(files.has(url)).isFalse();
    }

    private Told hold(String id, String body) {
        return Told.of(api.hold(id, Optional.of(body), Map.of(), Map.of(), line -> {}));
    }

    private Told release(String id) {
        return Told.of(api.release(id, Map.of(), Map.of(), line -> {}));
    }

    @Test
    void a_hold_is_in_the_document_and_keeps_the_file() {
        String id = started();
        assertThat(Told.of(api.show(id, Map.of())).body().get("hold").isNull()).isTrue();

        Told held = hold(id, "{\"reason\":\"case 17\"}");

        assertThat(held.status()).isEqualTo(200);
        assertThat(held.body().at("/hold/reason").asText()).isEqualTo("case 17");
        assertThat(held.body().at("/hold/by").asText()).isEqualTo("a key holder, by function key");
        assertThat(held.body().at("/hold/since").asText()).startsWith("2026-03-01T12:00:00");
        assertThat(hold(id, "{\"reason\":\"case 17\"}")).isEqualTo(held);
        Told other = hold(id, "{\"reason\":\"case 18\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("detail").asText()).contains("case 17");
        Told kept = Told.of(api.forget(id, Map.of("keepFile", "false", "confirm", id), Map.of(), line -> {}));
        assertThat(kept.status()).isEqualTo(409);
        assertThat(kept.body().path("type").asText()).isEqualTo("/problems/held");
        assertThat(kept.body().path("detail").asText()).contains("case 17", "a key holder", "/hold");
        assertThat(Told.of(api.forget(id, Map.of(), Map.of(), line -> {})).status())
                .isEqualTo(200);

        Told released = release(id);
        assertThat(released.status()).isEqualTo(200);
        assertThat(released.body().get("hold").isNull()).isTrue();
        assertThat(release(id).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | reason",
                "{} | reason",
                "{\"reason\":null} | reason",
                "{\"reason\":17} | reason",
                "{\"reason\":\" \"} | reason",
                "{\"reason\":\"a\\nb\"} | reason",
                "{\"reason\":\"\\u202egnp\"} | reason",
                "{\"reason\":\"a\",\"until\":\"2027\"} | until",
                "{\"reason\":\"a\",\"reason\":\"b\"} | ``",
                "[] | ``",
                "\"case 17\" | ``",
                "{\"reason\":\"a\"} {} | ``",
                "{\"reason\": | ``"
            })
    void a_hold_needs_a_reason_and_nothing_else(String body, String field) {
        String id = started();

        Told told = hold(id, body);

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo(field);
        assertThat(Told.of(api.show(id, Map.of())).body().get("hold").isNull()).isTrue();
    }

    @Test
    void a_reason_is_a_sentence_and_no_book() {
        String id = started();

        assertThat(hold(id, "{\"reason\":\"" + "x".repeat(501) + "\"}").fields())
                .isEqualTo("reason");
        assertThat(hold(id, "{\"reason\":\"" + "x".repeat(70_000) + "\"}").status())
                .isEqualTo(413);
        assertThat(hold(id, "{\"reason\":\"" + "x".repeat(500) + "\"}").status())
                .isEqualTo(200);
    }

    @Test
    void a_hold_takes_no_query() {
        String id = started();

        assertThat(Told.of(api.release(id, Map.of("dryRun", "true"), Map.of(), line -> {}))
                        .fields())
                .isEqualTo("query.dryRun");
        assertThat(Told.of(api.hold(
                                id,
                                Optional.of("{\"reason\":\"case 17\"}"),
                                Map.of("reason", "case 17"),
                                Map.of(),
                                line -> {}))
                        .fields())
                .isEqualTo("query.reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdef", "../../etc/passwd", "", "x"})
    void what_is_not_there_cannot_be_held(String id) {
        assertThat(hold(id, "{\"reason\":\"case 17\"}").status()).isEqualTo(404);
        assertThat(release(id).status()).isEqualTo(404);
    }

    @Test
    void forgetting_takes_no_query_that_it_does_not_know() {
        Told told = Told.of(api.forget(started(), Map.of("keepfile", "false"), Map.of(), line -> {}));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("query.keepfile");
    }

    @Test
    void a_stop_asked_for_as_a_dry_run_stops_nothing() {
        String id = started();

        Told told = Told.of(api.stop(id, Map.of("dryRun", "true"), Map.of(), line -> {}));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("query.dryRun");
        assertThat(ledger.all().get(0).stop()).isNull();
    }

    @Test
    void showing_takes_no_query_that_it_does_not_know() {
        Told told = Told.of(api.show(started(), Map.of("fields", "id")));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("query.fields");
    }

    @Test
    void the_name_of_a_target_is_not_taken_for_the_name_of_the_capture() {
        Told told = post("{\"target\":{\"id\":\"" + MACHINE + "\",\"name\":\"web1\"}}");

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("target.name");
    }

    @Test
    void an_order_that_is_too_large_is_not_called_an_alert() {
        Told told = post(order(",\"reason\":\"" + "x".repeat(OrdersApi.BODY_LIMIT) + "\""));

        assertThat(told.status()).isEqualTo(413);
        assertThat(told.body().path("detail").asText()).isEqualTo("An order has at most 65536 bytes.");
    }

    @Test
    void lists_what_fits_newest_first() {
        String first = started();
        end();
        clock.advance(Duration.ofMinutes(1));
        Instant between = clock.instant();
        String second = started();

        assertThat(ids(Map.of())).isEqualTo(second + " " + first);
        assertThat(ids(Map.of("state", "finished"))).isEqualTo(first);
        assertThat(ids(Map.of("outcome", "complete"))).isEqualTo(first);
        assertThat(ids(Map.of("outcome", "lost"))).isEmpty();
        assertThat(ids(Map.of("since", between.toString()))).isEqualTo(second);
        assertThat(ids(Map.of("machine", "WEB1"))).isEqualTo(second + " " + first);
        assertThat(ids(Map.of("machine", MACHINE + "0"))).isEmpty();
        assertThat(ids(Map.of("rule", "key holder"))).isEqualTo(second + " " + first);
        assertThat(ids(Map.of("limit", "1"))).isEqualTo(second);
    }

    @Test
    void a_filtered_list_goes_on_where_the_page_before_ended() {
        String first = started();
        end();
        String second = started();

        Told page = Told.of(api.list(Map.of("limit", "1", "machine", "web1")));
        String next = page.body().path("next").asText();

        assertThat(page.body().at("/captures/0/id").asText()).isEqualTo(second);
        assertThat(ids(Map.of("limit", "1", "machine", "web1", "after", next))).isEqualTo(first);
    }

    @Test
    void marks_the_captures_of_others() {
        azure.foreign("theirs", MACHINE.replace("web1", "web9"));
        started();

        Told told = Told.of(api.list(Map.of()));

        assertThat(told.body().path("captures")).hasSize(1);
        assertThat(told.body().at("/others/0/name").asText()).isEqualTo("theirs");
    }

    @Test
    void shows_what_the_service_has_only_when_that_is_asked_for() {
        String id = started();
        azure.forgetCalls();

        assertThat(Told.of(api.show(id, Map.of())).body().has("service")).isFalse();
        assertThat(azure.calls()).isEmpty();
        Told told = Told.of(api.show(id, Map.of("service", "true", "code", "the key")));

        assertThat(azure.calls()).containsExactly("get");
        assertThat(told.body().at("/service/state").asText()).isEqualTo("there");
        assertThat(told.body().at("/service/session/etag").asText()).isEqualTo("W/\"1\"");
        assertThat(told.body().at("/service/session/target").asText()).isEqualTo(MACHINE);
        assertThat(told.body().at("/service/session/timeLimitInSeconds").asInt())
                .isEqualTo(300);
        assertThat(told.body()
                        .at("/service/session/storageLocation/storagePath")
                        .asText())
                .isEqualTo(told.body().at("/file/url").asText());
        assertThat(told.body().at("/service/differences")).isEmpty();
    }

    @Test
    void a_service_that_does_not_answer_is_a_field_and_one_whose_session_is_gone_says_what_was_seen_last() {
        String id = started();
        azure.fail("get", FakeAzure.says(ServiceException.Kind.FORBIDDEN, 403, "not for you"));

        Told mute = Told.of(api.show(id, Map.of("service", "true")));
        end();
        azure.forgetCalls();
        Told gone = Told.of(api.show(id, Map.of("service", "true")));

        assertThat(mute.status()).isEqualTo(200);
        assertThat(mute.body().at("/service/state").asText()).isEqualTo("unknown");
        assertThat(mute.body().at("/service/problem").asText()).contains("not for you");
        assertThat(gone.body().at("/service/state").asText()).isEqualTo("absent");
        assertThat(gone.body().at("/service/lastSeen/status").asText()).isEqualTo("Stopped");
        assertThat(azure.calls()).isEmpty();
        assertThat(Told.of(api.show(id, Map.of("service", "perhaps"))).status()).isEqualTo(400);
        assertThat(Told.of(api.show(id, Map.of("servise", "true"))).fields()).isEqualTo("query.servise");
    }

    @Test
    void reports_as_json_or_as_text() {
        String id = started();
        end();

        Told json = Told.of(api.report(id, Map.of(), Map.of("accept", "*/*")));
        ApiAnswer text = api.report(id, Map.of("format", "text"), Map.of());

        assertThat(json.status()).isEqualTo(200);
        assertThat(json.body().path("headline").asText()).isEqualTo("Packets of web1: complete");
        assertThat(json.body().at("/summary/0").asText()).startsWith("Complete: ");
        assertThat(json.body().at("/capture/file/packets").asInt()).isEqualTo(42);
        assertThat(text.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(text.body()).startsWith("Packets of web1: complete\n").contains("42 packets in 5.0 kB.");
        assertThat(api.report(id, Map.of("format", "pdf"), Map.of()).status()).isEqualTo(400);
        assertThat(api.report(CaptureId.of("another"), Map.of(), Map.of()).status())
                .isEqualTo(404);
        assertThat(Told.of(api.show(id, Map.of())).body().at("/links/report").asText())
                .isEqualTo("/api/captures/" + id + "/report");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/plain                            | true
            text/plain;charset=utf-8              | true
            application/json, text/plain;q=0.9    | false
            application/json;q=0.5, text/plain    | true
            text/html, */*;q=0.8                  | false
            text/*                                | true
            text/plain;q=0                        | false
            ''                                    | false
            """)
    void text_is_for_who_prefers_it(String accept, boolean text) {
        assertThat(MediaTypes.prefersText(accept)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"state,ended", "outcome,good", "since,yesterday", "limit,0", "limit,201", "sort,up"})
    void a_list_that_cannot_be_made_is_told_by_the_parameter(String name, String value) {
        Told told = Told.of(api.list(Map.of(name, value)));

        assertThat(told.status()).isEqualTo(400);
        assertThat(told.fields()).isEqualTo("query." + name);
    }

    private String ids(Map<String, String> query) {
        return String.join(
                " ",
                StreamSupport.stream(
                                Told.of(api.list(query)).body().path("captures").spliterator(), false)
                        .map(capture -> capture.path("id").asText())
                        .toList());
    }

    /** Time goes by until nothing is open. */
    private void end() {
        for (int i = 0; i < 200 && !ledger.open().isEmpty(); i++) {
            clock.advance(Duration.ofSeconds(30));
            api.tick(line -> {});
        }
        assertThat(ledger.open()).isEmpty();
    }
}

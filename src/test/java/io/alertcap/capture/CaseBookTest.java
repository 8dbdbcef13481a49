package io.alertcap.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Alert;
import io.alertcap.alert.Severity;
import io.alertcap.capture.AlertIntake.Sender;
import io.alertcap.evidence.CaseFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CaseBookTest {
    private static final String PAYLOAD = "{ \"schemaId\" : \"as it came\" }";

    private static final CaptureWish WISH = new CaptureWish(new CaptureLimits(60, 1_000_000, 0), List.of());

    private final CaptureWorld world = new CaptureWorld();

    private String deliver(String alertId, String payload) {
        Alert alert = CaptureWorld.alert(alertId, "web1");
        return world.newHost()
                .intake()
                .receive(alert, payload, Sender.UNNAMED, world.webhook())
                .decisions()
                .get(0)
                .captureId();
    }

    private String text(String id, String name) {
        return new String(world.cases.read(id, name).orElseThrow(), UTF_8);
    }

    private CaseFolder folder(String id) {
        return new CaseFolder(FakeCases.keeping(world.cases).read(id));
    }

    @Test
    void keeps_the_alert_as_it_came_and_what_was_decided_by_which_settings() {
        String id = deliver("a1", PAYLOAD);

        assertThat(text(id, "alert.json")).isEqualTo(PAYLOAD);
        assertThat(text(id, "decision.json"))
                .contains("\"captureId\":\"" + id + "\"")
                .contains("\"alertcap\":\"0.1.0\"")
                .contains("\"alert\":\"as received\"")
                .contains("\"settings\":{\"ALERTCAP_CAPTURE_LIMIT\":\"10\"}")
                .contains("\"capture\":{\"id\":\"" + id + "\"");
    }

    @Test
    void a_second_delivery_changes_nothing_in_the_case() {
        String id = deliver("a1", PAYLOAD);
        deliver("a1", "{\"another\":\"text\"}");

        assertThat(text(id, "alert.json")).isEqualTo(PAYLOAD);
    }

    @Test
    void takes_secrets_out_of_an_alert_and_says_so() {
        String id = deliver("a1", "{\"link\":\"https://x.example/a?sv=1&sig=abc%2Bdef\",\"b\":\"c\"}");

        assertThat(text(id, "alert.json"))
                .isEqualTo("{\"link\":\"https://x.example/a?sv=1&sig=REDACTED\",\"b\":\"c\"}");
        assertThat(text(id, "decision.json")).contains("but for secrets: each is REDACTED");
    }

    @Test
    void keeps_an_order_as_it_was_understood() {
        String id = CaptureId.of("order 1");
        CaptureOrder order =
                new CaptureOrder(id, "ann", CaptureWorld.machine("web1"), WISH, null, "odd traffic, see ?code=abcdef");

        world.orders().start(order, world.webhook());

        assertThat(text(id, "order.json"))
                .contains("\"by\":\"ann\"", "\"timeLimitSeconds\":60", "odd traffic, see ?code=REDACTED");
        assertThat(text(id, "decision.json")).contains("\"settings\":").doesNotContain("as received");
        world.finish(id);
        assertThat(world.cases.names(id)).contains("order.json").doesNotContain("alert.json");
        assertThat(folder(id).check()).isEmpty();
    }

    @Test
    void a_preview_keeps_nothing() {
        world.preview(CaptureWorld.alert("a1", "web1"));

        assertThat(world.cases.writes()).isZero();
    }

    @Test
    void seals_the_case_at_the_end_and_tells_its_hash_in_the_log() {
        String id = deliver("a1", PAYLOAD);
        world.runUntil(id, Duration.ofHours(1), record -> record.outcome() != null);
        world.finish(id);

        assertThat(folder(id).check()).isEmpty();
        assertThat(world.cases.names(id))
                .contains(
                        "README.txt",
                        "SHA256SUMS",
                        "alert.json",
                        "capture-files.sha256",
                        "capture.json",
                        "decision.json",
                        "report.txt",
                        "timeline.jsonl");
        assertThat(world.journal)
                .anySatisfy(line -> assertThat(line)
                        .contains("event=case-sealed capture=" + id + " seal=1 sha256="
                                + folder(id).seal().orElseThrow()));
        assertThat(world.ledger.open()).isEmpty();
        CaptureRecord record = world.record(id);
        record.timeline()
                .forEach(event ->
                        assertThat(text(id, "timeline.jsonl")).contains("\"event\":\"" + event.event() + "\""));
        assertThat(text(id, "capture-files.sha256"))
                .contains(record.file().sha256() + "  ")
                .contains("# " + record.file().url());
        assertThat(text(id, "report.txt")).contains("web1", record.file().sha256());
    }

    @Test
    void seals_again_what_is_said_of_a_capture_after_its_end() {
        String id = deliver("a1", PAYLOAD);
        world.finish(id);

        world.orders().removeWithFile(id, "ann", world.webhook());
        world.tick();

        assertThat(folder(id).seals()).isEqualTo(2);
        assertThat(folder(id).check()).isEmpty();
        assertThat(text(id, "timeline.2.jsonl")).contains("file deletion asked", "\"file deleted\"", "by ann");
        assertThat(world.ledger.open()).isEmpty();
        world.tick();
        assertThat(folder(id).seals()).isEqualTo(2);
    }

    @Test
    void goes_on_with_a_seal_that_a_crash_interrupted_between_any_two_writes() {
        String id = deliver("a1", PAYLOAD);
        world.finish(id);
        List<String> all = world.cases.names(id);
        byte[] manifest = world.cases.read(id, "SHA256SUMS").orElseThrow();
        List<String> order = List.of(
                "SHA256SUMS", "timeline.jsonl", "capture.json", "capture-files.sha256", "report.txt", "README.txt");
        for (int written = 0; written < order.size(); written++) {
            order.subList(0, written + 1).forEach(name -> world.cases.forget(id, name));
            world.ledger.putOpenEntry(id);

            world.tick();

            assertThat(world.cases.names(id)).isEqualTo(all);
            assertThat(folder(id).check()).isEmpty();
            // The time of the seal is in the timeline; without that there is nothing new.
            assertThat(manifest.length)
                    .isEqualTo(world.cases.read(id, "SHA256SUMS").orElseThrow().length);
        }
    }

    @Test
    void an_alert_that_could_not_be_kept_is_captured_all_the_same_and_its_place_is_filled() {
        world.cases.fail("403 AuthorizationFailed");
        String id = deliver("a1", PAYLOAD);
        world.cases.fail(null);
        world.finish(id);
        world.run(Lifecycle.BEFORE_SEAL);

        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.record(id).timeline()).anySatisfy(event -> {
            assertThat(event.event()).isEqualTo("alert not kept");
            assertThat(event.detail()).isEqualTo("403 AuthorizationFailed");
        });
        assertThat(text(id, "alert.json")).contains("\"missing\":");
        deliver("a1", PAYLOAD);
        assertThat(text(id, "alert.json")).contains("\"missing\":");
        assertThat(folder(id).check()).isEmpty();
    }

    @Test
    void waits_with_the_seal_for_what_may_still_be_on_its_way() {
        CaptureRecord ended = claimed.change().state(CaptureState.FINISHED).done();
        Lifecycle lifecycle = new Lifecycle(CapturePolicies.some().build(), List.of());
        Instant now = CaptureWorld.START;

        assertThat(lifecycle.next(ended, now)).isEqualTo(new Step.Retire());
        for (CaptureRecord troubled : List.of(
                lifecycle.takenOver(ended, now),
                lifecycle.exchangesLost(ended, "Send", "503", now),
                Lifecycle.alertLost(ended, "503", now))) {
            assertThat(lifecycle.next(troubled, now)).isEqualTo(new Step.Wait(now.plusSeconds(60)));
            assertThat(lifecycle.next(troubled, now.plusSeconds(60))).isEqualTo(new Step.Retire());
        }
    }

    @Test
    void a_case_that_cannot_be_sealed_is_tried_again_and_named_in_the_report() {
        String id = deliver("a1", PAYLOAD);
        world.cases.fail("503 ServerBusy");
        world.finish(id);
        world.run(Duration.ofMinutes(3));
        assertThat(world.tick().problems())
                .anySatisfy(problem -> assertThat(problem).contains(id).contains("503 ServerBusy"));
        assertThat(world.ledger.open()).hasSize(1);

        world.cases.fail(null);
        world.tick();

        assertThat(folder(id).check()).isEmpty();
        assertThat(world.ledger.open()).isEmpty();
    }

    // ---- exchanges ----------------------------------------------------------------------------------------------

    private final CaptureRecord claimed = CaptureRecord.requested(
                    CaptureId.of("exchanges"),
                    new Trigger(Trigger.Kind.ALERT, "rule", null, Severity.SEV2, CaptureWorld.START),
                    CaptureWorld.machine("web1"),
                    WISH,
                    List.of(),
                    CaptureWorld.START,
                    CaptureWorld.START.plusSeconds(900))
            .change()
            .claim(new Claim("me", CaptureWorld.START.plusSeconds(30)))
            .done();

    private static Exchange exchange(String method, String address) {
        return new Exchange(
                CaptureWorld.START,
                Duration.ofMillis(120),
                method,
                address,
                new Exchange.Text("{\"a\":1}", 7, null),
                200,
                Map.of("ETag", "W/\"1\""),
                new Exchange.Text("{\"b\":", 40_000, "ab".repeat(32)),
                null);
    }

    private CaseBook book() {
        return new CaseBook(
                FakeCases.keeping(world.cases),
                world.ledger,
                new Lifecycle(CapturePolicies.some().build(), List.of()));
    }

    private UnaryOperator<CaptureRecord> keep(UnaryOperator<CaptureRecord> seen, Exchange... exchanges) {
        CaseBook.Minutes minutes = new CaseBook.Minutes();
        List.of(exchanges).forEach(exchange -> minutes.saw(() -> exchange));
        return book().keep(claimed, "Send", minutes, seen);
    }

    private static CaptureRecord news(CaptureRecord record) {
        return record.change().event(CaptureWorld.START, "running", "").done();
    }

    @Test
    void keeps_what_was_exchanged_before_the_record_says_what_came_of_it() {
        CaptureRecord after =
                keep(CaseBookTest::news, exchange("PUT", "/x?api-version=1")).apply(claimed);

        assertThat(after.timeline()).extracting(TimelineEvent::event).endsWith("running");
        String name = world.cases.names(claimed.id()).get(0);
        assertThat(name).matches("arm/\\d{8}T\\d{6}\\.\\d{3}Z-Send\\.jsonl");
        assertThat(text(claimed.id(), name))
                .isEqualTo("{\"at\":\"" + CaptureWorld.START
                        + "\",\"milliseconds\":120,\"method\":\"PUT\",\"address\":\"/x?api-version=1\","
                        + "\"body\":\"{\\\"a\\\":1}\",\"status\":200,\"headers\":{\"ETag\":\"W/\\\"1\\\"\"},"
                        + "\"answer\":\"{\\\"b\\\":\",\"answerBytes\":40000,\"answerSha256\":\"" + "ab".repeat(32)
                        + "\"}\n");
    }

    @Test
    void does_not_keep_that_it_asked_again_and_heard_the_same() {
        keep(record -> record, exchange("GET", "/x"), exchange("POST", "/x/queryStatus?api-version=1"));
        assertThat(world.cases.writes()).isZero();

        keep(record -> record, exchange("GET", "/x"), exchange("DELETE", "/x"));
        assertThat(world.cases.writes()).isEqualTo(1);
    }

    @Test
    void says_in_the_timeline_that_exchanges_could_not_be_kept() {
        world.cases.fail("503 ServerBusy");

        CaptureRecord after = keep(CaseBookTest::news, exchange("PUT", "/x")).apply(claimed);

        assertThat(after.timeline())
                .last()
                .isEqualTo(new TimelineEvent(world.clock.instant(), "exchanges not kept", "Send: 503 ServerBusy"));
    }

    @Test
    void puts_nothing_into_a_case_that_others_may_have_sealed() {
        world.clock.advance(Duration.ofSeconds(26));

        CaptureRecord after = keep(CaseBookTest::news, exchange("PUT", "/x")).apply(claimed);

        assertThat(world.cases.writes()).isZero();
        assertThat(after.timeline()).last().extracting(TimelineEvent::detail).isEqualTo("Send: the step took too long");
    }

    @Test
    void bounds_what_is_kept_of_a_step() {
        Exchange.Text large = new Exchange.Text("x".repeat(32 * 1024), 32 * 1024, null);
        Exchange[] many = new Exchange[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Exchange(
                    CaptureWorld.START, Duration.ZERO, "PUT", "/x/" + i, large, 200, Map.of(), large, null);
        }

        keep(CaseBookTest::news, many);

        String kept = text(claimed.id(), world.cases.names(claimed.id()).get(0));
        assertThat(kept.length()).isLessThanOrEqualTo(512 * 1024);
        assertThat(kept.lines()).hasSize(100);
    }

    @Test
    void tells_how_many_events_were_left_out() {
        CaptureRecord record = claimed;
        Instant at = CaptureWorld.START;
        for (int i = record.timeline().size(); i < 230; i++) {
            record = record.change()
                    .event(at.plusSeconds(i), "event", Integer.toString(i))
                    .done();
        }

        assertThat(record.timeline()).hasSize(200);
        TimelineEvent leftOut = record.timeline().get(100);
        assertThat(leftOut.event()).isEqualTo("left out");
        assertThat(leftOut.detail()).isEqualTo("31 events, the last of this time");
        assertThat(record.timeline().get(99).detail()).isEqualTo("99");
        assertThat(record.timeline().get(101).detail()).isEqualTo("131");
        assertThat(leftOut.at()).isEqualTo(at.plusSeconds(130));
    }
}

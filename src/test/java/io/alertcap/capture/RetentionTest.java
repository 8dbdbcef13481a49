package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alertcap.alert.Severity;
import io.alertcap.capture.Retention.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be deleted, as far as one record tells. */
class RetentionTest {
    private static final Instant ENDED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Retention RETENTION =
            new Retention(Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(1));
    private static final CaptureFile FILE = CaptureFile.EXPECTED
            .at("https://captures.blob.core.windows.net/captures/a.cap", null)
            .in(CaptureFile.State.ARRIVED);

    /** It ended well, and its file is in storage. */
    private static CaptureRecord ended() {
        return CaptureRecord.requested(
                        "0123456789abcdef",
                        new Trigger(Trigger.Kind.ALERT, "rule", "a1", Severity.SEV2, ENDED),
                        CaptureWorld.machine("web1"),
                        new CaptureWish(new CaptureLimits(300, 1_000, 0), List.of()),
                        List.of(),
                        ENDED.minusSeconds(600),
                        ENDED)
                .change()
                .state(CaptureState.FINISHED)
                .outcome(Outcome.COMPLETE)
                .location(new StorageLocation(CapturePolicies.ACCOUNT, FILE.url(), null))
                .file(FILE)
                .finishedAt(ENDED)
                .done();
    }

    @ParameterizedTest(name = "after {0}: {1}")
    @CsvSource({
        "P29DT23H59M59S, NOTHING",
        "P30D,           FILES",
        "P89DT23H59M59S, FILES",
        "P90D,           RECORD",
        "P3650D,         RECORD"
    })
    void goes_by_the_time_since_the_end(Duration since, Due due) {
        assertThat(RETENTION.due(ended(), ENDED.plus(since))).isEqualTo(due);
    }

    @ParameterizedTest(name = "records {0}, files {1}: {2}")
    @CsvSource({
        "PT0S, PT0S, NOTHING",
        "P90D, PT0S, RECORD",
        "PT0S, P30D, FILES",
        "P90D, P30D, RECORD",
        "P3650D, PT0S, NOTHING"
    })
    void zero_keeps_for_ever(Duration records, Duration files, Due due) {
        Retention retention = new Retention(records, files, Duration.ofDays(1));

        assertThat(retention.due(ended(), ENDED.plus(Duration.ofDays(365)))).isEqualTo(due);
        assertThat(retention.isOff()).isEqualTo(records.isZero() && files.isZero());
    }

    static Stream<Arguments> others() {
        Message waiting = new Message(
                "m", NoticeKind.FINISHED, "ops", Message.State.WAITING, 9, ENDED, ENDED, "it does not answer");
        LegalHold hold = new LegalHold(ENDED, "anna", "case 17");
        Disposal begun = new Disposal(Disposal.What.RECORD, "retention", ENDED);
        return Stream.of(
                other("as it is", Due.FILES, Due.RECORD, r -> r),
                other(
                        "it is not finished",
                        Due.NOTHING,
                        Due.NOTHING,
                        r -> r.change()
                                .state(CaptureState.CLOSING)
                                .finishedAt(null)
                                .done()),
                other(
                        "it owes a message",
                        Due.NOTHING,
                        Due.NOTHING,
                        r -> r.change().messages(List.of(waiting)).done()),
                other(
                        "it is held",
                        Due.NOTHING,
                        Due.NOTHING,
                        r -> r.change().hold(hold).done()),
                other(
                        "it is held and begun, by somebody's hand",
                        Due.NOTHING,
                        Due.NOTHING,
                        r -> r.change().hold(hold).disposal(begun).done()),
                other(
                        "begun is carried to its end",
                        Due.RECORD,
                        Due.RECORD,
                        r -> r.change().disposal(begun).done()),
                other(
                        "somebody took its end away",
                        Due.NOTHING,
                        Due.NOTHING,
                        r -> r.change().finishedAt(null).done()),
                other(
                        "the file was deleted before",
                        Due.NOTHING,
                        Due.RECORD,
                        r -> r.change().file(FILE.deleted("anna")).done()),
                other(
                        "the file never came",
                        Due.NOTHING,
                        Due.RECORD,
                        r -> r.change().file(FILE.in(CaptureFile.State.LOST)).done()),
                other(
                        "the file is another capture's",
                        Due.NOTHING,
                        Due.RECORD,
                        r -> r.change()
                                .outcome(Outcome.COVERED)
                                .coveredBy("fedcba9876543210")
                                .done()),
                other(
                        "the file is on the machine",
                        Due.NOTHING,
                        Due.RECORD,
                        r -> r.change()
                                .location(new StorageLocation(null, null, "/var/captures/a.cap"))
                                .file(CaptureFile.EXPECTED
                                        .at(null, "/var/captures/a.cap")
                                        .in(CaptureFile.State.ON_MACHINE))
                                .done()));
    }

    private static Arguments other(String what, Due early, Due late, UnaryOperator<CaptureRecord> change) {
        return arguments(what, change.apply(ended()), early, late);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void goes_by_what_the_record_tells(String what, CaptureRecord record, Due after40Days, Due after90Days) {
        assertThat(RETENTION.due(record, ENDED.plus(Duration.ofDays(40))))
                .as(what)
                .isEqualTo(after40Days);
        assertThat(RETENTION.due(record, ENDED.plus(Duration.ofDays(90))))
                .as(what)
                .isEqualTo(after90Days);
    }

    @Test
    void knows_by_a_lines_age_what_need_not_be_read() {
        assertThat(RETENTION.mayBeDue(ENDED, false, ENDED.plus(Duration.ofDays(29))))
                .isFalse();
        assertThat(RETENTION.mayBeDue(ENDED, false, ENDED.plus(Duration.ofDays(30))))
                .isTrue();
        assertThat(RETENTION.mayBeDue(ENDED, true, ENDED.plus(Duration.ofDays(89))))
                .isFalse();
        assertThat(RETENTION.mayBeDue(ENDED, true, ENDED.plus(Duration.ofDays(90))))
                .isTrue();
    }
}

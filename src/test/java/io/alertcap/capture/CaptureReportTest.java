package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import io.alertcap.alert.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes into a ticket. */
class CaptureReportTest {
    private static final Instant FIRED = Instant.parse("2026-03-01T11:53:05Z");
    private static final Instant CREATED = FIRED.plusSeconds(40);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ID = "3f0k2q9v7m1c8t4d";
    private static final String URL = "https://stcap.blob.core.windows.net/captures/" + ID + "/web1.cap";

    private static CaptureRecord requested(String rule) {
        return CaptureRecord.requested(
                ID,
                new Trigger(Trigger.Kind.ALERT, rule, "/subscriptions/s/alerts/a", Severity.SEV2, FIRED),
                MachineTarget.of(CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web1"))
                        .orElseThrow(),
                new CaptureWish(
                        new CaptureLimits(300, 1_073_741_824L, 96),
                        List.of(new CaptureFilter(Protocol.TCP, null, "443", null, null))),
                List.of(),
                CREATED,
                CREATED.plusSeconds(900));
    }

    private static CaptureRecord running() {
        return requested("net-out-high")
                .change()
                .state(CaptureState.RUNNING)
                .region(CapturePolicies.REGION)
                .os("Linux")
                .name("web1-" + ID)
                .startedAt(CREATED.plusSeconds(2))
                .event(CREATED.plusSeconds(2), "running", "the service accepted it")
                .done();
    }

    private static CaptureRecord ended(Outcome outcome, CaptureFile file) {
        return running()
                .change()
                .state(CaptureState.FINISHED)
                .outcome(outcome)
                .file(file)
                .stoppedAt(CREATED.plusSeconds(310))
                .finishedAt(CREATED.plusSeconds(340))
                .done();
    }

    private static CaptureFile arrived(CaptureFile.@Nullable Contents contents, @Nullable String problem) {
        return new CaptureFile(
                CaptureFile.State.ARRIVED,
                URL,
                null,
                48_213_094L,
                61_877L,
                "9f2c",
                "pcap",
                problem,
                NOW,
                List.of(),
                contents);
    }

    private static String text(CaptureRecord record) {
        return CaptureReport.of(record, NOW).text();
    }

    @Test
    void a_ticket_has_how_it_ended_what_is_in_it_and_what_to_do_before_everything_else() {
        CaptureFile.Contents contents =
                new CaptureFile.Contents(40_000_000, 90_000_000, FIRED.plusSeconds(46), FIRED.plusSeconds(346));

        String text = text(ended(Outcome.COMPLETE, arrived(contents, null)));

        assertThat(text)
                .startsWith("""
                        Packets of web1: complete
                        =========================
                        Complete: it ran its time and the file is there.
                        61,877 packets in 48.2 MB, from 2026-03-01 11:53:51 UTC over 5 min.
                        The first packet was captured 46 s after the alert fired.

                        Next
                          az storage blob download --auth-mode login --blob-url "%s" --file web1-%s.cap
                        """.formatted(URL, ID))
                .contains("""
                        File
                          State           arrived
                          Blob            %s
                          Size            48.2 MB (48,213,094 bytes)
                          Format          pcap
                          Packets         61,877
                          First packet    2026-03-01T11:53:51Z
                          Last packet     2026-03-01T11:58:51Z
                          On average      206.3 packets and 300.0 kB on the wire in a second
                          Of each packet  40.0 MB of 90.0 MB that went over the wire were kept
                          SHA-256         9f2c
                        """.formatted(URL))
                .contains("  Requested       2026-03-01 11:53:45 UTC, 40 s after the alert fired\n")
                .contains("  Of each packet  the first 96 bytes\n  Packets         TCP, local port 443, remote any\n")
                .contains("  As asked        limits and filters, as far as the service stated them\n")
                .contains("Timeline\n  2026-03-01\n  11:53:45  requested: net-out-high\n")
                .endsWith("Capture " + ID + ". Made from its record on 2026-03-01 12:00:00 UTC; all times are UTC.\n");
    }

    @Test
    void what_a_record_does_not_hold_is_not_in_its_report() {
        String text = text(ended(Outcome.COMPLETE, arrived(null, null)));

        assertThat(text)
                .contains("61,877 packets in 48.2 MB.\n")
                .doesNotContain("First packet", "On average", "on the wire", "null", "Instances", "Stop reason");
    }

    @Test
    void where_a_file_ends_too_early_is_said_with_the_count() {
        String text = text(ended(Outcome.COMPLETE, arrived(null, "cut off at byte 24: a packet of 60 bytes has 3")));

        assertThat(text).contains("61,877 packets in 48.2 MB. But: cut off at byte 24: a packet of 60 bytes has 3.\n");
    }

    @Test
    void each_of_several_files_has_its_own_numbers() {
        CaptureFile.Contents contents = new CaptureFile.Contents(60, 60, FIRED, FIRED.plusSeconds(1));
        CaptureFiles.FoundFile one = new CaptureFiles.FoundFile(URL, 84, NOW, "1");
        CaptureFiles.FoundFile two = new CaptureFiles.FoundFile(URL + "2", 200, NOW, "2");
        CaptureFile file = FileCount.of(
                CaptureFile.EXPECTED,
                new LinkedHashMap<>(Map.of(
                        one,
                        new CaptureFiles.Counted("pcap", 1, 60, 60, FIRED, FIRED.plusSeconds(1), "aa", null),
                        two,
                        new CaptureFiles.Counted(
                                "pcapng", 2, 120, 140, FIRED.minusSeconds(1), FIRED.plusSeconds(3), "bb", null))));

        assertThat(file.contents())
                .isEqualTo(new CaptureFile.Contents(180, 200, FIRED.minusSeconds(1), FIRED.plusSeconds(3)));
        assertThat(file.parts())
                .filteredOn(part -> part.url().equals(URL))
                .singleElement()
                .extracting(CaptureFile.Part::contents)
                .isEqualTo(contents);
        assertThat(text(ended(Outcome.COMPLETE, file)))
                .contains("3 packets in 284 bytes and 2 files, from 2026-03-01 11:53:04 UTC over 4 s.")
                .contains("It holds packets from before the alert fired.")
                .contains("File, part 0\n", "File, part 1\n", "  SHA-256         aa\n", "  SHA-256         bb\n");
    }

    @Test
    void a_file_that_was_deleted_is_said_to_be_gone_and_nobody_is_told_to_fetch_it() {
        CaptureRecord record = ended(Outcome.COMPLETE, arrived(null, null).deleted("retention"));

        assertThat(text(record))
                .contains("There is no file any more: it was deleted by retention; it held 61,877 packets.\n")
                .doesNotContain("az storage blob download");
    }

    @Test
    void a_hold_is_told() {
        CaptureRecord record = ended(Outcome.COMPLETE, arrived(null, null))
                .change()
                .hold(new LegalHold(NOW, "anna", "case 17"))
                .done();

        assertThat(text(record)).contains("  Legal hold      held since 2026-03-01T12:00:00Z by anna: case 17\n");
    }

    @ParameterizedTest
    @EnumSource(CaptureState.class)
    void before_the_file_was_read_the_report_says_where_it_stands(CaptureState state) {
        CaptureRecord record = running().change().state(state).done();

        String text = text(state == CaptureState.FINISHED ? ended(Outcome.LOST, CaptureFile.EXPECTED) : record);

        assertThat(text)
                .startsWith("Packets of web1: " + (state == CaptureState.FINISHED ? "lost" : state.wire()) + "\n")
                .containsPattern("\n(What is in the file is not known yet: it has not come|There is no file)\\.\n")
                .doesNotContain("null");
    }

    @Test
    void a_capture_that_runs_says_for_how_long() {
        CaptureRecord record = running()
                .change()
                .session(Session.NONE.accepted("/x", CREATED.plusSeconds(302)))
                .done();

        assertThat(CaptureReport.of(record, CREATED.plusSeconds(127)).text())
                .contains("It has run 2 min 5 s of 5 min.\n", "  Ends by         2026-03-01 11:58:47 UTC\n")
                .doesNotContain("\nNext\n");
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void every_outcome_has_a_report(Outcome outcome) {
        CaptureRecord record = ended(outcome, CaptureFile.EXPECTED.in(CaptureFile.State.LOST));

        assertThat(text(record))
                .startsWith("Packets of web1: " + outcome.wire())
                .doesNotContain("null");
    }

    @Test
    void what_the_service_applied_otherwise_is_kept_apart_from_what_was_not_asked_for() {
        CaptureRecord record = running()
                .change()
                .warnings(List.of(
                        new Warning("captureDuration", "PT9H is too long"),
                        new Warning("session.totalBytesPerSession", "asked for 1, the service applied 2")))
                .done();

        assertThat(text(record))
                .contains("  Not as asked    captureDuration: PT9H is too long\n")
                .contains("Applied\n  Otherwise       totalBytesPerSession: asked for 1, the service applied 2\n")
                .doesNotContain("As asked  ");
        assertThat(record.appliedOtherwise())
                .extracting(Warning::field)
                .containsExactly("session.totalBytesPerSession");
    }

    @Test
    void nothing_from_outside_moves_a_cursor_or_makes_a_line_of_its_own() {
        String rule = "net\u001b[2J\r\nFile\n  SHA-256         0000\u202e " + "long ".repeat(40);

        String text = text(requested(rule));

        assertThat(text).doesNotContain("\u001b", "\r", "\u202e").doesNotContain("\n  SHA-256");
        assertThat(text.lines()
                        .filter(line -> !line.contains("/subscriptions/"))
                        .mapToInt(String::length)
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(96);
    }

    @Test
    void a_look_at_the_service_is_one_call_and_a_fault_is_a_finding() {
        MutableClock clock = new MutableClock(NOW);
        FakeAzure azure = new FakeAzure(clock, new FakeFiles(clock));
        SessionLook look = new SessionLook(azure, clock);
        CaptureRecord planned = running()
                .change()
                .session(Session.NONE.planned(azure.watcher(), NOW.plusSeconds(9)))
                .done();

        assertThat(look.at(running())).isEqualTo(new SessionLook.NeverAsked());
        assertThat(azure.calls()).isEmpty();
        assertThat(look.at(planned)).isEqualTo(new SessionLook.Absent());
        azure.foreign(Objects.requireNonNull(planned.name()), "/subscriptions/other", Duration.ofHours(1));
        assertThat(look.at(planned)).isInstanceOfSatisfying(SessionLook.There.class, there -> {
            assertThat(there.ours()).isFalse();
            assertThat(there.differences()).isEmpty();
        });
        azure.fail("get", FakeAzure.says(ServiceException.Kind.BUSY, 429, "slow down"));
        assertThat(look.at(planned))
                .isInstanceOfSatisfying(
                        SessionLook.Unknown.class,
                        unknown -> assertThat(unknown.problem()).contains("slow down"));
        assertThat(azure.calls()).containsExactly("get", "get", "get");
        assertThat(look.at(
                        planned.change().session(planned.session().removed(NOW)).done()))
                .isEqualTo(new SessionLook.Absent());
        assertThat(azure.calls()).hasSize(3);
    }
}

package io.alertcap.notify;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notice.Fact;
import io.alertcap.capture.NoticeKind;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.Trigger;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** Notices to write and send. */
final class Notices {
    static final String MACHINE =
            "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1";
    static final String FILE =
            "https://shopcaptures.blob.core.windows.net/captures/2026/11/21/0123456789abcdef/web-1.cap";
    private static final Instant FIRED = Instant.parse("2026-11-21T10:00:00Z");

    private Notices() {}

    /** A capture that ran its time, with a file. */
    static Notice finished() {
        CaptureRecord record = requested("CPU > 90 %")
                .change()
                .region(Region.of("westeurope"))
                .os("Linux")
                .name("web-1-20261121T100000Z")
                .state(CaptureState.CLOSING)
                .outcome(Outcome.COMPLETE)
                .reason("it ran its time")
                .file(new CaptureFile(
                        CaptureFile.State.ARRIVED,
                        FILE,
                        "/var/captures/web-1.cap",
                        123_456L,
                        789L,
                        "ab".repeat(32),
                        "pcap",
                        null,
                        FIRED.plusSeconds(330),
                        List.of(new CaptureFile.Part(FILE, 123_456L, 789L, "ab".repeat(32), null))))
                .startedAt(FIRED.plusSeconds(10))
                .stoppedAt(FIRED.plusSeconds(310))
                .finishedAt(FIRED.plusSeconds(340))
                .done();
        return new Notice(
                "0123456789abcdef-finished",
                NoticeKind.FINISHED,
                FIRED.plusSeconds(341),
                record,
                "Capture of web-1 is complete",
                List.of(new Fact("Machine", "web-1 (Linux, westeurope)"), new Fact("Packets", "789 in 123456 bytes")),
                List.of("Open it in Wireshark.", "az storage blob download --blob-url " + FILE + " -f web-1.cap"));
    }

    /** A capture that never started: nearly everything is unknown. */
    static Notice refused() {
        CaptureRecord record = requested("CPU > 90 %")
                .change()
                .state(CaptureState.CLOSING)
                .outcome(Outcome.REFUSED)
                .done();
        return new Notice(
                "0123456789abcdef-refused",
                NoticeKind.REFUSED,
                FIRED,
                record,
                "web-1 was not captured",
                List.of(),
                List.of());
    }

    /** A notice in which everything that an alert or Azure wrote is this text. */
    static Notice saying(String text) {
        CaptureRecord record = requested(text)
                .change()
                .outcome(Outcome.FAILED)
                .reason(text)
                .name(text)
                .os(text)
                .done();
        return new Notice(
                "0123456789abcdef-finished",
                NoticeKind.FINISHED,
                FIRED,
                record,
                text,
                List.of(new Fact(text, text)),
                List.of(text));
    }

    /** More and longer than any message should be. */
    static Notice endless(String character) {
        String text = character.repeat(20_000);
        Notice one = saying(text);
        List<Fact> facts = Collections.nCopies(200, new Fact(text, text));
        return new Notice(one.id(), one.kind(), one.at(), one.capture(), text, facts, Collections.nCopies(200, text));
    }

    private static CaptureRecord requested(String rule) {
        return CaptureRecord.requested(
                "0123456789abcdef",
                new Trigger(Trigger.Kind.ALERT, rule, "/subscriptions/1/alerts/2", Severity.SEV2, FIRED),
                new MachineTarget(ResourceId.parse(MACHINE).orElseThrow(), List.of()),
                new CaptureWish(
                        new CaptureLimits(300, 1_073_741_824L, 128),
                        List.of(new CaptureFilter(Protocol.TCP, null, "443", "10.0.0.1-10.0.0.9", null))),
                List.of(),
                FIRED.plusSeconds(2),
                FIRED.plusSeconds(900));
    }
}

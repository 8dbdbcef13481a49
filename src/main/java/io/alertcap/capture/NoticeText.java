package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Warning;
import io.alertcap.capture.Notice.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a message says: on which machine, why, when, how it ended, what is in it, where it is, and what to do next. */
final class NoticeText {
    private NoticeText() {}

    static Notice of(String id, NoticeKind kind, Instant at, CaptureRecord record) {
        return new Notice(id, kind, at, record, headline(kind, record), facts(record), next(kind, record));
    }

    /** About a packet capture that is not as asked for here. */
    static Notice of(Message message, WatchBook.Finding finding) {
        Optional<ResourceId> session = ResourceId.parse(finding.session());
        String name = session.map(ResourceId::name).orElse(finding.session());
        String machine = finding.target() == null
                ? ""
                : " of "
                        + ResourceId.parse(finding.target())
                                .map(ResourceId::name)
                                .orElse(finding.target());
        List<Fact> facts = new ArrayList<>();
        add(facts, "Packet capture", finding.session());
        add(facts, "Machine", finding.target());
        add(facts, "File", finding.storagePath());
        add(facts, "File on the machine", finding.filePath());
        add(facts, "Started by", finding.caller());
        add(facts, "First seen", finding.seenAt().toString());
        add(facts, "Why", finding.why());
        add(facts, "Our capture", finding.captureId());
        return new Notice(
                message.id(),
                finding.kind(),
                message.createdAt(),
                finding.session(),
                null,
                "Packet capture " + name + machine + " " + inWords(finding.kind()),
                facts,
                List.of(
                        "Ask who started it: az monitor activity-log list --offset 1d --resource-id \""
                                + finding.session() + "\"",
                        "It is left alone. If nobody answers for it: az resource invoke-action --action stop --ids \""
                                + finding.session() + "\""));
    }

    private static String inWords(NoticeKind kind) {
        return switch (kind) {
            case FOREIGN -> "was not asked for here";
            case FORGED -> "looks like ours and is not";
            case CHANGED -> "is ours and was changed";
            case FINISHED, REFUSED, EXPIRED, LATE ->
                throw new IllegalArgumentException(kind + " is about a capture of ours");
        };
    }

    private static String headline(NoticeKind kind, CaptureRecord record) {
        String machine = record.target().id().name();
        if (kind == NoticeKind.LATE) {
            return "Packets of " + machine + ": the capture has ended, its file is still on its way";
        }
        Outcome outcome = Objects.requireNonNull(record.outcome());
        return "Packets of " + machine + ": " + outcome.inWords();
    }

    private static List<Fact> facts(CaptureRecord record) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Machine", record.target().id().toString());
        add(facts, "Region", record.region() == null ? null : record.region().name());
        add(
                facts,
                "Alert rule",
                record.trigger().rule() + " (" + record.trigger().severity() + ")");
        add(facts, "Fired", text(record.trigger().firedAt()));
        add(facts, "Capture", record.name() == null ? record.id() : record.name() + " (" + record.id() + ")");
        add(facts, "Started", text(record.startedAt()));
        add(facts, "Ended", text(record.stoppedAt()));
        if (record.outcome() != null) {
            add(facts, "Outcome", record.outcome().wire());
        }
        add(facts, "Why", record.reason());
        add(facts, "Covered by", record.coveredBy());
        add(facts, "Covers", record.covers().isEmpty() ? null : String.join(", ", record.covers()));
        CaptureFile file = record.file();
        add(facts, "Packets", file.packets() == null ? null : String.format(Locale.ROOT, "%,d", file.packets()));
        add(facts, "Bytes", file.bytes() == null ? null : String.format(Locale.ROOT, "%,d", file.bytes()));
        add(facts, "SHA-256", file.sha256());
        boolean there = file.state() == CaptureFile.State.ARRIVED || file.state() == CaptureFile.State.GROWING;
        add(facts, there ? "File" : "File expected at", there || record.startedAt() != null ? file.url() : null);
        add(facts, "File on the machine", file.path());
        for (Warning warning : record.warnings()) {
            add(facts, "Not as asked", warning.field() + ": " + warning.detail());
        }
        return facts;
    }

    static List<String> next(NoticeKind kind, CaptureRecord record) {
        if (kind == NoticeKind.LATE) {
            return List.of("Nothing: a message follows when the file arrives or is given up.");
        }
        Outcome outcome = Objects.requireNonNull(record.outcome());
        CaptureFile file = record.file();
        return switch (outcome) {
            case COMPLETE, TRUNCATED, STOPPED, EMPTY, COVERED -> look(record);
            case FAILED, LOST, REMOVED -> {
                List<String> next = new ArrayList<>();
                if (file.state() == CaptureFile.State.ARRIVED) {
                    next.addAll(look(record));
                }
                next.add(
                        "Check the machine's Network Watcher agent, and that it reaches the storage account on port 443.");
                yield next;
            }
            case REFUSED ->
                List.of("Mend what the reason names; the next alert of this machine will then be captured.");
            case EXPIRED -> List.of("Raise ALERTCAP_CAPTURE_LIMIT or ALERTCAP_QUEUE_TIMEOUT if this happens often.");
        };
    }

    private static List<String> look(CaptureRecord record) {
        List<String> next = new ArrayList<>();
        CaptureFile file = record.file();
        if (file.url() != null && file.state() == CaptureFile.State.ARRIVED && !file.isDeleted()) {
            String name = (record.name() == null ? record.id() : record.name()) + ".cap";
            next.add(FetchCommands.az(file.url(), name));
            next.add("Open it in Wireshark, or: tcpdump -nr " + name);
        }
        if (file.path() != null) {
            next.add("On the machine it is at " + file.path() + ".");
        }
        return next;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static void add(List<Fact> facts, String label, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            facts.add(new Fact(label, value));
        }
    }
}

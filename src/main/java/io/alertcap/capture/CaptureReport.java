package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Notice.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A capture in words, for a ticket: how it stands, what is in its file, what to do next, and then all that its record holds.
 * It says nothing that is not in the record, and says so where something is not known.
 *
 * @param headline one line: which machine, and how it stands
 * @param summary some sentences
 * @param next what to do, a sentence or command each
 */
public record CaptureReport(
        String captureId,
        Instant madeAt,
        String headline,
        List<String> summary,
        List<String> next,
        List<Section> sections,
        List<TimelineEvent> timeline) {
    /** A ticket's line, and a terminal's. */
    private static final int WIDTH = 96;

    private static final int LABEL = 16;

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Labelled lines that belong together. */
    public record Section(String title, List<Fact> facts) {
        public Section {
            facts = List.copyOf(facts);
        }
    }

    public CaptureReport {
        summary = List.copyOf(summary);
        next = List.copyOf(next);
        sections = List.copyOf(sections);
        timeline = List.copyOf(timeline);
    }

    public static CaptureReport of(CaptureRecord capture, Instant now) {
        List<Section> sections = new ArrayList<>();
        add(sections, "File", file(capture));
        List<CaptureFile.Part> parts = capture.file().parts();
        for (int i = 0; i < parts.size(); i++) {
            add(sections, "File, part " + i, part(parts.get(i)));
        }
        add(sections, "When", times(capture));
        add(sections, "Why", why(capture));
        add(sections, "Asked for", asked(capture));
        add(sections, "Applied", applied(capture));
        add(sections, "Machine", machine(capture));
        add(sections, "Session", session(capture));
        add(sections, "Messages", messages(capture));
        return new CaptureReport(
                capture.id(),
                now,
                "Packets of " + capture.target().id().name() + ": " + Standing.word(capture),
                summary(capture, now),
                capture.outcome() == null ? List.of() : Notice.next(capture),
                sections,
                capture.timeline());
    }

    // ---- in sentences -------------------------------------------------------------------------------------------

    private static List<String> summary(CaptureRecord capture, Instant now) {
        List<String> sentences = new ArrayList<>();
        Outcome outcome = capture.outcome();
        String standing = outcome == null ? Standing.sentence(capture, now) : Standing.sentence(outcome);
        sentences.add(Character.isDigit(standing.charAt(0)) ? "It has run " + standing : standing);
        if (outcome != null && capture.reason() != null) {
            sentences.add(ended(capture.reason()));
        }
        sentences.add(examined(capture));
        CaptureFile.Contents contents = capture.file().contents();
        Instant fired = capture.trigger().firedAt();
        if (contents != null && contents.firstPacketAt() != null && fired != null) {
            sentences.add(
                    fired.isAfter(contents.firstPacketAt())
                            ? "It holds packets from before " + cause(capture) + "."
                            : "The first packet was captured "
                                    + Amounts.length(Duration.between(fired, contents.firstPacketAt())) + " after "
                                    + cause(capture) + ".");
        }
        return sentences;
    }

    private static String cause(CaptureRecord capture) {
        return capture.trigger().kind() == Trigger.Kind.OPERATOR ? "it was asked for" : "the alert fired";
    }

    /** What is known of the packets. */
    private static String examined(CaptureRecord capture) {
        CaptureFile file = capture.file();
        return switch (file.state()) {
            case ARRIVED -> counted(file);
            case GROWING ->
                "What is in the file is not known yet: it is read when it grows no more ("
                        + Amounts.size(Objects.requireNonNullElse(file.bytes(), 0L)) + " so far).";
            case ON_MACHINE ->
                "What is in the file is not known: the only copy is on the machine and cannot be read from here.";
            case LOST -> "Nothing is known of the packets: no file came.";
            case EXPECTED -> missing(capture);
        };
    }

    private static String missing(CaptureRecord capture) {
        if (capture.outcome() == null) {
            return "What is in the file is not known yet: it has not come.";
        }
        return capture.outcome() == Outcome.COVERED && capture.coveredBy() != null
                ? "Its packets are in the file of capture " + capture.coveredBy() + "."
                : "There is no file.";
    }

    private static String counted(CaptureFile file) {
        long bytes = Objects.requireNonNullElse(file.bytes(), 0L);
        if (file.isDeleted()) {
            return ended("There is no file any more: " + file.problem()
                    + (file.packets() == null
                            ? ""
                            : "; it held " + Amounts.counted(file.packets(), "packet", "packets")));
        }
        if (file.packets() == null) {
            return ended("The file of " + Amounts.size(bytes) + " is there and could not be counted"
                    + (file.problem() == null ? "" : ": " + file.problem()));
        }
        CaptureFile.Contents contents = file.contents();
        String span = contents == null || contents.firstPacketAt() == null || contents.lastPacketAt() == null
                ? ""
                : ", from " + SECONDS.format(contents.firstPacketAt()) + " over "
                        + Amounts.length(Duration.between(contents.firstPacketAt(), contents.lastPacketAt()));
        return Amounts.counted(file.packets(), "packet", "packets") + " in " + Amounts.size(bytes)
                + (file.parts().isEmpty() ? "" : " and " + file.parts().size() + " files") + span + "."
                + (file.problem() == null ? "" : " " + ended("But: " + file.problem()));
    }

    // ---- in facts -----------------------------------------------------------------------------------------------

    private static List<Fact> file(CaptureRecord capture) {
        CaptureFile file = capture.file();
        boolean there = file.state() == CaptureFile.State.ARRIVED || file.state() == CaptureFile.State.GROWING;
        boolean none = file.state() == CaptureFile.State.EXPECTED && capture.outcome() != null;
        List<Fact> facts = new ArrayList<>();
        add(facts, "State", none ? "none" : file.state().wire());
        add(facts, there ? "Blob" : "Expected at", none ? null : file.url());
        add(facts, "On the machine", file.path());
        add(facts, "Size", file.bytes() == null ? null : Amounts.exactSize(file.bytes()));
        add(facts, "Format", file.format());
        add(facts, "Packets", file.packets() == null ? null : Amounts.count(file.packets()));
        contents(facts, file.contents(), file.packets());
        add(facts, "SHA-256", file.sha256());
        add(facts, "Problem", file.problem());
        add(facts, "Legal hold", capture.hold() == null ? null : capture.hold().inWords());
        return facts;
    }

    private static List<Fact> part(CaptureFile.Part part) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "Blob", part.url());
        add(facts, "Size", Amounts.exactSize(part.bytes()));
        add(facts, "Format", part.format());
        add(facts, "Packets", Amounts.count(part.packets()));
        contents(facts, part.contents(), part.packets());
        add(facts, "SHA-256", part.sha256());
        add(facts, "Problem", part.problem());
        return facts;
    }

    private static void contents(List<Fact> facts, CaptureFile.@Nullable Contents contents, @Nullable Long packets) {
        if (contents == null) {
            return;
        }
        Instant first = contents.firstPacketAt();
        Instant last = contents.lastPacketAt();
        if (first != null && last != null) {
            add(facts, "First packet", first.toString());
            add(facts, "Last packet", last.toString());
            double seconds = Duration.between(first, last).toMillis() / 1000.0;
            if (seconds >= 1 && packets != null) {
                add(
                        facts,
                        "On average",
                        String.format(
                                Locale.ROOT,
                                "%,.1f packets and %s on the wire in a second",
                                packets / seconds,
                                Amounts.size(Math.round(contents.wireBytes() / seconds))));
            }
        }
        add(
                facts,
                "Of each packet",
                contents.capturedBytes() == contents.wireBytes()
                        ? "all bytes (" + Amounts.size(contents.wireBytes()) + ")"
                        : Amounts.size(contents.capturedBytes()) + " of " + Amounts.size(contents.wireBytes())
                                + " that went over the wire were kept");
    }

    private static List<Fact> times(CaptureRecord capture) {
        List<Fact> facts = new ArrayList<>();
        Instant fired = capture.trigger().firedAt();
        Instant created = capture.createdAt();
        Instant started = capture.startedAt();
        add(facts, "Fired", fired == null || capture.trigger().kind() == Trigger.Kind.OPERATOR ? null : time(fired));
        add(facts, "Requested", time(created) + after(fired, created, "the alert fired"));
        add(facts, "Started", started == null ? null : time(started) + after(created, started, "the request"));
        add(facts, "Capturing since", time(capture.session().capturingSince()));
        if (capture.stoppedAt() == null) {
            add(facts, "Ends by", time(capture.session().expectedEnd()));
        } else {
            add(
                    facts,
                    "Ended",
                    time(capture.stoppedAt())
                            + (started == null
                                    ? ""
                                    : "; seen to have run for at most "
                                            + Amounts.length(Duration.between(started, capture.stoppedAt()))));
        }
        add(facts, "Finished", time(capture.finishedAt()));
        return facts;
    }

    private static List<Fact> why(CaptureRecord capture) {
        Trigger trigger = capture.trigger();
        List<Fact> facts = new ArrayList<>();
        boolean byHand = trigger.kind() == Trigger.Kind.OPERATOR;
        add(facts, byHand ? "Asked by" : "Alert rule", trigger.rule());
        add(facts, "Severity", trigger.severity().toString());
        add(facts, "Alert", trigger.alertId());
        capture.timeline().stream()
                .filter(event -> event.event().equals("reason"))
                .forEach(event -> add(facts, "Reason given", event.detail()));
        add(facts, "Covered by", capture.coveredBy());
        add(facts, "Serves as well", String.join(", ", capture.covers()));
        return facts;
    }

    private static List<Fact> asked(CaptureRecord capture) {
        CaptureLimits limits = capture.wish().limits();
        List<Fact> facts = new ArrayList<>();
        add(facts, "Time limit", Amounts.length(capture.wish().timeLimit()));
        add(facts, "Size limit", Amounts.exactSize(limits.totalBytes()));
        add(
                facts,
                "Of each packet",
                limits.bytesPerPacket() == 0
                        ? "all bytes"
                        : "the first " + Amounts.counted(limits.bytesPerPacket(), "byte", "bytes"));
        if (capture.wish().filters().isEmpty()) {
            add(facts, "Packets", "all");
        }
        capture.wish().filters().forEach(filter -> add(facts, "Packets", filter.inWords()));
        capture.warnings().stream()
                .filter(warning -> !warning.field().startsWith(ReadBack.FIELD))
                .forEach(warning -> add(facts, "Not as asked", warning.field() + ": " + warning.detail()));
        return facts;
    }

    /** What the service said of limits and filters when it took the session. */
    private static List<Fact> applied(CaptureRecord capture) {
        List<Fact> facts = new ArrayList<>();
        if (capture.startedAt() == null) {
            return facts;
        }
        capture.appliedOtherwise()
                .forEach(warning -> add(
                        facts,
                        "Otherwise",
                        warning.field().substring(ReadBack.FIELD.length()) + ": " + warning.detail()));
        if (facts.isEmpty()) {
            add(facts, "As asked", "limits and filters, as far as the service stated them");
        }
        return facts;
    }

    private static List<Fact> machine(CaptureRecord capture) {
        ResourceId id = capture.target().id();
        List<Fact> facts = new ArrayList<>();
        add(facts, "Name", id.name());
        add(facts, "Id", id.toString());
        add(facts, "Instances", String.join(", ", capture.target().instances()));
        add(facts, "Region", capture.region() == null ? null : capture.region().name());
        add(facts, "System", capture.os());
        return facts;
    }

    private static List<Fact> session(CaptureRecord capture) {
        Session session = capture.session();
        List<Fact> facts = new ArrayList<>();
        add(facts, "Name", capture.name());
        add(
                facts,
                "Watcher",
                session.watcher() == null ? null : session.watcher().id().toString());
        add(
                facts,
                "Status",
                session.status() == null
                        ? null
                        : session.status() + (session.askedAt() == null ? "" : ", as of " + time(session.askedAt())));
        add(facts, "Stop reason", session.stopReason());
        add(facts, "Errors", String.join(", ", session.errors()));
        StopRequest stop = capture.stop();
        if (stop != null) {
            add(facts, "Stop asked for", "by " + stop.by() + ", " + time(stop.at()) + ": " + stop.reason());
        }
        add(facts, "Removed", time(session.removedAt()));
        return facts;
    }

    private static List<Fact> messages(CaptureRecord capture) {
        List<Fact> facts = new ArrayList<>();
        capture.messages()
                .forEach(message -> add(
                        facts,
                        message.to(),
                        message.kind().wire() + ", " + message.state().wire()
                                + (message.problem() == null ? "" : ": " + message.problem())));
        return facts;
    }

    private static void add(List<Section> sections, String title, List<Fact> facts) {
        if (!facts.isEmpty()) {
            sections.add(new Section(title, facts));
        }
    }

    private static void add(List<Fact> facts, String label, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            facts.add(new Fact(label, value));
        }
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : SECONDS.format(at);
    }

    private static String after(@Nullable Instant earlier, Instant at, String what) {
        return earlier == null
                        || at.isBefore(earlier)
                        || Duration.between(earlier, at).toSeconds() == 0
                ? ""
                : ", " + Amounts.length(Duration.between(earlier, at)) + " after " + what;
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    // ---- as text ------------------------------------------------------------------------------------------------

    /** For a terminal or a ticket: no line that could be wrapped is longer than {@value #WIDTH} characters. */
    public String text() {
        StringBuilder out = new StringBuilder(4_096);
        line(out, "", headline);
        out.append("=".repeat(Math.min(WIDTH, printable(headline).length()))).append('\n');
        summary.forEach(sentence -> line(out, "", sentence));
        if (!next.isEmpty()) {
            title(out, "Next");
            next.forEach(step -> {
                // A command has to be copied as it is.
                if (step.startsWith("az ")) {
                    out.append("  ").append(printable(step)).append('\n');
                } else {
                    line(out, "  ", step);
                }
            });
        }
        for (Section section : sections) {
            title(out, section.title());
            section.facts().forEach(fact -> {
                String label = printable(fact.label());
                String begin = "  " + label + " ".repeat(Math.max(1, LABEL - label.length()));
                line(out, begin, fact.value());
            });
        }
        title(out, "Timeline");
        String day = "";
        for (TimelineEvent event : timeline) {
            if (!DAY.format(event.at()).equals(day)) {
                day = DAY.format(event.at());
                out.append("  ").append(day).append('\n');
            }
            line(
                    out,
                    "  " + CLOCK.format(event.at()) + "  ",
                    event.event() + (event.detail().isBlank() ? "" : ": " + event.detail()));
        }
        out.append('\n');
        line(
                out,
                "",
                "Capture " + captureId + ". Made from its record on " + SECONDS.format(madeAt)
                        + "; all times are UTC.");
        return out.toString();
    }

    private static void title(StringBuilder out, String title) {
        out.append('\n').append(title).append('\n');
    }

    /** Wraps between words; what follows the first line stands below its text. */
    private static void line(StringBuilder out, String begin, String text) {
        String indent = " ".repeat(begin.length());
        StringBuilder current = new StringBuilder(begin);
        boolean fresh = true;
        for (String word : printable(text).strip().split(" +", -1)) {
            if (!fresh && current.length() + 1 + word.length() > WIDTH) {
                out.append(current).append('\n');
                current.setLength(0);
                current.append(indent);
                fresh = true;
            }
            current.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        out.append(current.toString().stripTrailing()).append('\n');
    }

    /** Rules and reasons come from outside: nothing of them may move a terminal's cursor, or look like a line of ours. */
    private static String printable(String text) {
        return Printable.of(text, " ");
    }
}

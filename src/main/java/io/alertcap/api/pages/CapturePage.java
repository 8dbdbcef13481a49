package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.FilesApi;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureReport;
import io.alertcap.capture.FetchCommands;
import io.alertcap.capture.LegalHold;
import io.alertcap.capture.Message;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Session;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.Standing;
import io.alertcap.capture.TimelineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One capture, from the alert to its file. */
final class CapturePage {
    private final CaptureRecord capture;
    private final SessionLook.@Nullable Seen service;
    private final Instant now;

    /** @param service what Azure has of the session; null if it was not asked */
    CapturePage(CaptureRecord capture, SessionLook.@Nullable Seen service, Instant now) {
        this.capture = capture;
        this.service = service;
        this.now = now;
    }

    /** @param formToken for the forms that stop and hold it */
    Page page(String formToken) {
        String machine = capture.target().id().name();
        return new Page(
                Place.CAPTURES,
                machine + ", " + Standing.word(capture),
                // Each look at Azure is asked for.
                capture.isOpen() && service == null,
                Html.all(
                        Html.of(
                                Tag.P,
                                css("crumb"),
                                Html.of(Tag.A, attr(Name.HREF, Pages.ROOT + "/captures"), Html.text("All captures"))),
                        Html.of(
                                Tag.DIV,
                                css("title"),
                                attr(Name.ID, "state"),
                                attr(Name.DATA_SAY, machine + ": " + Standing.word(capture)),
                                Html.of(Tag.H1, Html.text(machine)),
                                Words.badge(Tone.of(capture), Standing.word(capture))),
                        Html.of(Tag.DIV, attr(Name.ID, "standing"), standing(capture, now), stop(capture, formToken)),
                        report(),
                        Html.of(
                                Tag.DIV,
                                css("columns"),
                                Layout.section("file", "File", file(capture)),
                                Layout.section("timeline", "Timeline", timeline(capture.timeline())),
                                Html.of(
                                        Tag.DIV,
                                        css("rest"),
                                        messages(capture.messages()),
                                        Layout.section("hold", "Legal hold", hold(capture, formToken, now)),
                                        Layout.section("wanted", "What was wanted", wanted(capture, now)),
                                        Layout.section(
                                                "session",
                                                "Session on the Network Watcher",
                                                Html.all(session(capture, now), ask())))),
                        service == null
                                ? Html.none()
                                : Layout.section("service", "As Azure has it now", ServicePart.of(capture, service))));
    }

    /** For a ticket: as {@code GET /api/captures/{id}/report} has it. */
    private Html report() {
        return Html.of(
                Tag.DETAILS,
                css("fold"),
                attr(Name.ID, "report"),
                Html.of(Tag.SUMMARY, Html.text("Report for a ticket")),
                Html.of(
                        Tag.PRE,
                        attr(Name.TABINDEX, "0"),
                        attr(Name.ROLE, "region"),
                        attr(Name.ARIA_LABEL, "Report"),
                        Html.of(
                                Tag.CODE,
                                attr(Name.DATA_COPY, "report"),
                                Html.text(CaptureReport.of(capture, now).text()))));
    }

    /** Azure is asked only by who wants to know: it is a call for each look. */
    private Html ask() {
        return capture.session().watcher() == null || service != null
                ? Html.none()
                : Html.of(
                        Tag.P,
                        css("more"),
                        Html.of(
                                Tag.A,
                                css("button"),
                                attr(Name.HREF, "?service=true#service"),
                                Html.text("Ask Azure for its fields")));
    }

    private static Html stop(CaptureRecord capture, String formToken) {
        return capture.outcome() != null || capture.stop() != null
                ? Html.none()
                : Html.of(
                        Tag.FORM,
                        attr(Name.METHOD, "post"),
                        attr(Name.ACTION, Pages.pathOf(capture.id()) + "/stop"),
                        Layout.token(formToken),
                        Html.of(
                                Tag.BUTTON,
                                css("plain-button"),
                                attr(Name.TYPE, "submit"),
                                Html.text("Stop this capture")));
    }

    private static Html hold(CaptureRecord capture, String formToken, Instant now) {
        LegalHold hold = capture.hold();
        return hold == null
                ? Html.all(
                        Html.of(Tag.P, css("muted"), Html.text("Held, it is not deleted, whatever retention says.")),
                        holdForm(
                                capture,
                                formToken,
                                "hold",
                                "Hold this capture",
                                Html.of(
                                        Tag.DIV,
                                        css("field"),
                                        Html.of(Tag.LABEL, attr(Name.FOR, "reason"), Html.text("Reason")),
                                        Html.of(
                                                Tag.INPUT,
                                                attr(Name.ID, "reason"),
                                                attr(Name.NAME, "reason"),
                                                attr(Name.REQUIRED, "required")))))
                : Html.all(
                        new Facts()
                                .moment("Since", hold.since(), now)
                                .add("By", hold.by())
                                .add("Reason", hold.reason())
                                .html(),
                        holdForm(capture, formToken, "release", "Release the hold", Html.none()));
    }

    private static Html holdForm(CaptureRecord capture, String formToken, String what, String label, Html fields) {
        return Html.of(
                Tag.FORM,
                attr(Name.METHOD, "post"),
                attr(Name.ACTION, Pages.pathOf(capture.id()) + "/hold"),
                Layout.token(formToken),
                Layout.hidden("do", what),
                fields,
                Html.of(Tag.BUTTON, css("plain-button"), attr(Name.TYPE, "submit"), Html.text(label)));
    }

    // ---- how it stands ------------------------------------------------------------------------------------------

    private static Html standing(CaptureRecord capture, Instant now) {
        List<Html> parts = new ArrayList<>();
        if (capture.outcome() == null) {
            parts.add(Progress.of(capture, now));
        } else {
            parts.add(Html.of(Tag.P, css("lead"), Html.text(Standing.sentence(capture.outcome()))));
            if (capture.reason() != null) {
                parts.add(Html.of(Tag.P, css("reason"), Html.text(capture.reason())));
            }
            List<Html> steps = Notice.next(capture).stream()
                    .map(step -> Html.of(Tag.LI, step.startsWith("az ") ? command(step) : Html.text(step)))
                    .toList();
            parts.add(Html.of(Tag.UL, css("next"), Html.all(steps)));
        }
        capture.warnings()
                .forEach(warning -> parts.add(Html.of(
                        Tag.P,
                        css("warning"),
                        Html.of(Tag.STRONG, Html.text("Not as asked: ")),
                        Html.text(warning.field() + ": " + warning.detail()))));
        if (Tone.of(capture) == Tone.BAD) {
            parts.add(Html.of(
                    Tag.P,
                    Html.of(
                            Tag.A,
                            css("button"),
                            attr(Name.HREF, Pages.doctorOf(capture.target().id())),
                            Html.text("Ask the doctor about this machine"))));
        }
        if (capture.coveredBy() != null) {
            parts.add(Html.of(
                    Tag.P,
                    Html.text("Its packets are in another capture: "),
                    link(capture.coveredBy()),
                    Html.text(".")));
        }
        if (!capture.covers().isEmpty()) {
            parts.add(Html.of(
                    Tag.P,
                    Html.text("It serves further alerts of this machine: "),
                    Html.all(capture.covers().stream()
                            .flatMap(id -> Stream.of(link(id), Html.text(" ")))
                            .toList())));
        }
        return Html.all(parts);
    }

    /** A command line, which the script gives a button for copying. */
    static Html command(String line) {
        return Html.of(Tag.SPAN, css("command"), Html.of(Tag.CODE, attr(Name.DATA_COPY, "command"), Html.text(line)));
    }

    private static Html link(String id) {
        return Html.of(Tag.A, attr(Name.HREF, Pages.pathOf(id)), Html.text(id));
    }

    // ---- facts --------------------------------------------------------------------------------------------------

    private static Html file(CaptureRecord capture) {
        CaptureFile file = capture.file();
        boolean there = file.state() == CaptureFile.State.ARRIVED || file.state() == CaptureFile.State.GROWING;
        boolean none = file.state() == CaptureFile.State.EXPECTED && capture.outcome() != null;
        Facts facts = new Facts()
                .add("State", none ? "none" : words(file.state()))
                .add("Packets", file.packets() == null ? null : Amounts.count(file.packets()))
                .add(
                        "Size",
                        file.bytes() == null
                                ? null
                                : Amounts.size(file.bytes())
                                        + (file.bytes() < 1000 ? "" : " (" + Amounts.count(file.bytes()) + " bytes)"))
                .add("Format", file.format())
                .add(
                        "First packet",
                        file.contents() == null ? null : text(file.contents().firstPacketAt()))
                .add(
                        "Last packet",
                        file.contents() == null ? null : text(file.contents().lastPacketAt()))
                .add(
                        "On the wire",
                        file.contents() == null
                                ? null
                                : Amounts.size(file.contents().wireBytes()))
                .add("Problem", file.problem())
                .code(there ? "Blob" : "Expected at", file.url())
                .code("On the machine", file.path())
                .code("SHA-256", file.sha256());
        for (int i = 0; i < file.parts().size(); i++) {
            CaptureFile.Part part = file.parts().get(i);
            facts.add(
                    "Part",
                    Html.all(
                            Html.of(
                                    Tag.A,
                                    attr(Name.HREF, Pages.fileOf(capture.id()) + "?part=" + i),
                                    Html.text(part.url().substring(part.url().lastIndexOf('/') + 1))),
                            Html.text(" " + Amounts.counted(part.packets(), "packet", "packets") + ", "
                                    + Amounts.size(part.bytes())
                                    + (part.problem() == null ? "" : ", " + part.problem()))));
        }
        if (file.state() == CaptureFile.State.ARRIVED
                && file.parts().isEmpty()
                && file.url() != null
                && !file.isDeleted()) {
            facts.add(
                    "Here",
                    Html.of(Tag.A, attr(Name.HREF, Pages.fileOf(capture.id())), Html.text("Download the file")));
        }
        facts.add(
                "Evidence case",
                Html.of(Tag.A, attr(Name.HREF, Pages.caseOf(capture.id())), Html.text("Download what is kept of it")));
        return Html.all(facts.html(), inPieces(capture));
    }

    /** To the fraction of a second: packets are told apart by it. */
    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString().replace('T', ' ').replace("Z", " UTC");
    }

    /** How to fetch what no answer of the app is large enough for. */
    private static Html inPieces(CaptureRecord capture) {
        CaptureFile file = capture.file();
        List<Html> lines = new ArrayList<>();
        if (file.state() == CaptureFile.State.ARRIVED && file.url() != null && !file.isDeleted()) {
            if (file.parts().isEmpty() && file.bytes() != null && file.bytes() > FilesApi.LARGEST_PIECE) {
                lines.add(command(FetchCommands.curl(
                        capture.id(), null, file.bytes(), FetchCommands.fileName(capture.id(), file.url()))));
            }
            for (int i = 0; i < file.parts().size(); i++) {
                CaptureFile.Part part = file.parts().get(i);
                if (part.bytes() > FilesApi.LARGEST_PIECE) {
                    lines.add(command(FetchCommands.curl(
                            capture.id(), i, part.bytes(), FetchCommands.fileName(capture.id(), part.url()))));
                }
            }
        }
        return lines.isEmpty()
                ? Html.none()
                : Html.of(
                        Tag.DETAILS,
                        css("fold"),
                        attr(Name.ID, "pieces"),
                        Html.of(Tag.SUMMARY, Html.text("If the download is refused as too large")),
                        Html.of(
                                Tag.P,
                                css("muted"),
                                Html.text("Where the app makes no links it hands out "
                                        + FilesApi.LARGEST_PIECE / (1024 * 1024) + " MiB"
                                        + " at a time. This line fetches all of it, and goes on after a break; $APP is this"
                                        + " app's address, $KEY a function key.")),
                        Html.all(lines));
    }

    private static String words(CaptureFile.State state) {
        return switch (state) {
            case EXPECTED -> "expected";
            case GROWING -> "growing";
            case ARRIVED -> "arrived";
            case ON_MACHINE -> "stays on the machine, where it cannot be verified from here";
            case LOST -> "lost";
        };
    }

    private static Html wanted(CaptureRecord capture, Instant now) {
        CaptureLimits limits = capture.wish().limits();
        Facts facts = new Facts()
                .code("Machine", capture.target().id().toString())
                .add("Instances", String.join(", ", capture.target().instances()))
                .add(
                        "Region",
                        capture.region() == null ? null : capture.region().name())
                .add("Operating system", capture.os())
                .add("Once more", again(capture))
                .add(
                        capture.trigger().alertId() == null ? "Asked by" : "Alert rule",
                        capture.trigger().rule())
                .add("Severity", capture.trigger().severity().toString())
                .moment("Fired", capture.trigger().firedAt(), now)
                .moment("Requested", capture.createdAt(), now)
                .add("Time limit", Amounts.length(Duration.ofSeconds(limits.timeLimitSeconds())))
                .add("Size limit", Amounts.size(limits.totalBytes()))
                .add(
                        "Of each packet",
                        limits.bytesPerPacket() == 0 ? "everything" : Amounts.size(limits.bytesPerPacket()));
        facts.add(
                "Packets kept",
                capture.wish().filters().isEmpty()
                        ? Html.text("all")
                        : filters(capture.wish().filters()));
        return facts.code("Id", capture.id()).html();
    }

    private static Html again(CaptureRecord capture) {
        return Html.of(
                Tag.A,
                attr(Name.HREF, Pages.startOf(capture.target().id())),
                Html.text("Start a capture of this machine"));
    }

    private static Html filters(List<CaptureFilter> filters) {
        return Html.of(
                Tag.UL,
                css("plain"),
                Html.all(filters.stream()
                        .map(filter -> Html.of(Tag.LI, Html.text(filter.inWords())))
                        .toList()));
    }

    private static Html session(CaptureRecord capture, Instant now) {
        Session session = capture.session();
        Facts facts = new Facts()
                .code("Name", capture.name())
                .add("Status", session.status())
                .add("Stop reason", session.stopReason())
                .add("Errors", String.join(", ", session.errors()))
                .moment("Started", capture.startedAt(), now)
                .moment("Ends by", capture.stoppedAt() == null ? session.expectedEnd() : null, now)
                .moment("Ended", capture.stoppedAt(), now)
                .moment("Removed", session.removedAt(), now)
                .code(
                        "Watcher",
                        session.watcher() == null
                                ? null
                                : session.watcher().id().toString());
        if (capture.stop() != null) {
            facts.add(
                    "Stop asked for",
                    "by " + capture.stop().by() + ": " + capture.stop().reason());
        }
        return facts.isEmpty() ? Html.of(Tag.P, css("empty"), Html.text("There is none.")) : facts.html();
    }

    private static Html messages(List<Message> messages) {
        if (messages.isEmpty()) {
            return Html.none();
        }
        Facts facts = new Facts();
        messages.forEach(message -> facts.add(
                message.to(),
                Html.all(
                        Words.badge(tone(message.state()), message.state().wire()),
                        Html.text(" " + message.kind().wire()
                                + (message.problem() == null ? "" : ": " + message.problem())))));
        return Layout.section("messages", "Messages", facts.html());
    }

    private static Tone tone(Message.State state) {
        return switch (state) {
            case WAITING -> Tone.LIVE;
            case DELIVERED -> Tone.GOOD;
            case ABANDONED -> Tone.BAD;
        };
    }

    // ---- timeline -----------------------------------------------------------------------------------------------

    private static Html timeline(List<TimelineEvent> events) {
        List<Html> lines = new ArrayList<>();
        String day = "";
        for (TimelineEvent event : events) {
            if (!Words.day(event.at()).equals(day)) {
                day = Words.day(event.at());
                lines.add(Html.of(Tag.LI, css("day"), Html.text(day)));
            }
            lines.add(Html.of(
                    Tag.LI,
                    Words.clock(event.at()),
                    Html.of(
                            Tag.DIV,
                            Html.of(Tag.STRONG, Html.text(event.event())),
                            event.detail().isBlank() ? Html.none() : Html.of(Tag.P, Html.text(event.detail())))));
        }
        return Html.of(Tag.OL, css("timeline"), Html.all(lines));
    }
}

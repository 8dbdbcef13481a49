package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Standing;
import io.alertcap.capture.TickReport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Captures now, and captures before. */
final class CapturesPage {
    private static final int SIZE = 25;

    /** Open captures that are older than the page's own: each costs a read. */
    private static final int MOST_OLD = 20;

    private CapturesPage() {}

    /** @throws IllegalArgumentException if {@code after} is not from a page before */
    static Page of(CaptureLedger ledger, @Nullable String after, Instant now) {
        CaptureLedger.Page page = ledger.page(after, SIZE);
        List<CaptureRecord> before = page.captures().stream()
                .filter(capture -> capture.state() == CaptureState.FINISHED)
                .toList();
        List<CaptureRecord> open = after == null ? open(ledger, page.captures()) : List.of();
        Html content = after == null
                ? Html.all(
                        Html.of(Tag.H1, Html.text("Captures")),
                        pulse(ledger.lastTick(), now),
                        Layout.section("now", "Now", now(open, now)),
                        Layout.section("before", "Before", before(before, page.next(), now)))
                : Html.all(
                        Html.of(Tag.H1, Html.text("Earlier captures")),
                        Html.of(
                                Tag.P,
                                Html.of(
                                        Tag.A,
                                        attr(Name.HREF, Pages.ROOT + "/captures"),
                                        Html.text("Back to the newest"))),
                        Layout.section("before", "Before", before(page.captures(), page.next(), now)));
        return new Page(Place.CAPTURES, after == null ? "Captures" : "Earlier captures", after == null, content);
    }

    private static List<CaptureRecord> open(CaptureLedger ledger, List<CaptureRecord> newest) {
        Set<String> known = newest.stream().map(CaptureRecord::id).collect(Collectors.toSet());
        List<CaptureRecord> open = new ArrayList<>(newest);
        ledger.open().stream()
                .filter(entry -> !known.contains(entry.id()))
                .limit(MOST_OLD)
                .forEach(entry -> ledger.find(entry.id()).ifPresent(found -> open.add(found.value())));
        return open.stream()
                .filter(capture -> capture.state() != CaptureState.FINISHED)
                .sorted(Comparator.comparing(CaptureRecord::createdAt).reversed())
                .toList();
    }

    /** Whether somebody follows the captures. */
    private static Html pulse(Optional<TickReport> tick, Instant now) {
        if (tick.isEmpty() || tick.get().isLate(now)) {
            return Html.of(
                    Tag.P,
                    css("pulse"),
                    attr(Name.ID, "pulse"),
                    Words.badge(Tone.BAD, "monitor stands still"),
                    Html.text(" Nothing follows the captures. "),
                    Html.of(Tag.A, attr(Name.HREF, Pages.ROOT + "/doctor"), Html.text("Ask the doctor")));
        }
        TickReport report = tick.get();
        boolean well = report.problems().isEmpty();
        List<Html> problems = report.problems().stream()
                .map(problem -> Html.of(Tag.LI, Html.text(problem)))
                .toList();
        return Html.all(
                Html.of(
                        Tag.P,
                        css("pulse"),
                        attr(Name.ID, "pulse"),
                        Words.badge(well ? Tone.GOOD : Tone.DOUBT, well ? "monitor runs" : "with problems"),
                        Html.text(" Last round "),
                        Words.ago(report.at(), now),
                        Html.text(
                                report.messagesWaiting() == 0
                                        ? ". All messages are delivered."
                                        : ". "
                                                + Amounts.counted(
                                                        report.messagesWaiting(), "message waits.", "messages wait."))),
                well ? Html.none() : Html.of(Tag.UL, css("problems"), Html.all(problems)));
    }

    // ---- now ----------------------------------------------------------------------------------------------------

    private static Html now(List<CaptureRecord> open, Instant now) {
        if (open.isEmpty()) {
            return Html.of(
                    Tag.P,
                    css("empty"),
                    attr(Name.ID, "open"),
                    Html.text("No capture is under way. The next alert starts one."));
        }
        return Html.of(
                Tag.UL,
                css("cards"),
                attr(Name.ID, "open"),
                Html.all(open.stream().map(capture -> card(capture, now)).toList()));
    }

    private static Html card(CaptureRecord capture, Instant now) {
        return Html.of(
                Tag.LI,
                css("card"),
                attr(Name.DATA_SAY, capture.target().id().name() + ": " + Standing.word(capture)),
                Html.of(
                        Tag.DIV,
                        css("card-head"),
                        Html.of(Tag.H3, link(capture)),
                        Words.badge(Tone.of(capture), Standing.word(capture))),
                Html.of(
                        Tag.P,
                        css("muted"),
                        Html.text(capture.trigger().rule()),
                        Html.text(capture.region() == null ? "" : " · " + capture.region()),
                        Html.text(" · "),
                        Words.ago(capture.createdAt(), now)),
                Progress.of(capture, now));
    }

    // ---- before -------------------------------------------------------------------------------------------------

    private static Html before(List<CaptureRecord> captures, @Nullable String next, Instant now) {
        if (captures.isEmpty()) {
            return Html.of(
                    Tag.P,
                    css("empty"),
                    attr(Name.ID, "ended"),
                    Html.text("Nothing here yet. Captures that have ended are listed here."));
        }
        Html table = Html.of(
                Tag.TABLE,
                css("wide"),
                attr(Name.ID, "ended"),
                attr(Name.ROLE, "table"),
                attr(Name.ARIA_LABEL, "Captures that have ended, newest first"),
                Html.of(
                        Tag.THEAD,
                        attr(Name.ROLE, "rowgroup"),
                        Html.of(
                                Tag.TR,
                                attr(Name.ROLE, "row"),
                                head("Machine"),
                                head("Alert rule"),
                                head("Outcome"),
                                head("Packets"),
                                head("Size"),
                                head("Requested"))),
                Html.of(
                        Tag.TBODY,
                        attr(Name.ROLE, "rowgroup"),
                        Html.all(captures.stream()
                                .map(capture -> row(capture, now))
                                .toList())));
        return next == null
                ? table
                : Html.all(
                        table,
                        Html.of(
                                Tag.P,
                                css("more"),
                                Html.of(
                                        Tag.A,
                                        css("button"),
                                        attr(Name.HREF, "?after=" + URLEncoder.encode(next, StandardCharsets.UTF_8)),
                                        Html.text("Earlier captures"))));
    }

    private static Html head(String label) {
        return Html.of(Tag.TH, attr(Name.SCOPE, "col"), attr(Name.ROLE, "columnheader"), Html.text(label));
    }

    private static Html row(CaptureRecord capture, Instant now) {
        CaptureFile file = capture.file();
        return Html.of(
                Tag.TR,
                attr(Name.ROLE, "row"),
                Html.of(Tag.TH, attr(Name.SCOPE, "row"), attr(Name.ROLE, "rowheader"), link(capture)),
                cell("Alert rule", Html.text(capture.trigger().rule())),
                cell("Outcome", Words.badge(Tone.of(capture), Standing.word(capture))),
                number("Packets", file.packets() == null ? null : Amounts.count(file.packets())),
                number("Size", file.bytes() == null ? null : Amounts.size(file.bytes())),
                cell("Requested", Words.ago(capture.createdAt(), now)));
    }

    private static Html cell(String label, Html content) {
        return Html.of(Tag.TD, attr(Name.ROLE, "cell"), attr(Name.DATA_LABEL, label), Html.of(Tag.SPAN, content));
    }

    /** On a phone, a number that is not known is left out. */
    private static Html number(String label, @Nullable String content) {
        return Html.of(
                Tag.TD,
                css(content == null ? "number unknown" : "number"),
                attr(Name.ROLE, "cell"),
                attr(Name.DATA_LABEL, label),
                Html.of(Tag.SPAN, Html.text(content == null ? "–" : content)));
    }

    private static Html link(CaptureRecord capture) {
        return Html.of(
                Tag.A,
                attr(Name.HREF, Pages.pathOf(capture.id())),
                Html.text(capture.target().id().name()));
    }
}

package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.alert.FieldError;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.CapturesApi.Listing;
import io.alertcap.api.CapturesApi.WatcherSeen;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.Standing;
import io.alertcap.capture.TickReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Captures now, and captures before; or those that fit a filter. And what others capture. */
final class CapturesPage {
    private static final String SIZE = "25";

    /** Open captures that are older than the page's own: each costs a read. */
    private static final int MOST_OLD = 20;

    private static final List<String> FILTERS = List.of("machine", "rule", "state", "outcome", "since");

    /** As browsers send it from a field for a date and a time of day. */
    private static final Pattern WITHOUT_ZONE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?");

    private final CaptureLedger ledger;
    private final Map<String, String> asked;
    private final boolean filtered;
    private final Instant now;

    /** @param asked as {@link #asked} reads it from the page's address */
    CapturesPage(CaptureLedger ledger, Map<String, String> asked, Instant now) {
        this.ledger = ledger;
        this.asked = Map.copyOf(asked);
        this.filtered = FILTERS.stream().anyMatch(asked::containsKey);
        this.now = now;
    }

    /** The query of a page as the API takes it: a form sends its empty fields too, and times of no zone, which are UTC. */
    static Map<String, String> asked(Map<String, String> query) {
        Map<String, String> asked = new HashMap<>();
        Stream.concat(FILTERS.stream(), Stream.of("after"))
                .filter(name -> !query.getOrDefault(name, "").isBlank())
                .forEach(name -> asked.put(name, query.getOrDefault(name, "").strip()));
        asked.computeIfPresent("since", (name, since) -> {
            if (!WITHOUT_ZONE.matcher(since).matches()) {
                return since;
            }
            return since + (since.length() == "2026-03-01T12:00".length() ? ":00Z" : "Z");
        });
        asked.put("limit", SIZE);
        return asked;
    }

    Page showing(Listing listing) {
        boolean first = !asked.containsKey("after");
        if (first && !filtered) {
            List<CaptureRecord> before = listing.captures().stream()
                    .filter(capture -> capture.state() == CaptureState.FINISHED)
                    .toList();
            return new Page(
                    Place.CAPTURES,
                    "Captures",
                    true,
                    Html.all(
                            Html.of(Tag.H1, Html.text("Captures")),
                            pulse(ledger.lastTick(), now),
                            filter(List.of()),
                            Layout.section("now", "Now", now(open(ledger, listing.captures()), now)),
                            Layout.section("before", "Before", before(before, listing.next())),
                            Layout.section("others", "Of others", others(listing.watchers()))));
        }
        String title = filtered ? "Captures that fit" : "Earlier captures";
        return new Page(
                Place.CAPTURES,
                title,
                false,
                Html.all(
                        crumb(),
                        Html.of(Tag.H1, Html.text(title)),
                        filtered ? filter(List.of()) : Html.none(),
                        filtered
                                ? Layout.section("found", "Found", found(listing))
                                : Layout.section("before", "Before", before(listing.captures(), listing.next()))));
    }

    /** For a filter that cannot be. */
    Page refusing(List<FieldError> errors) {
        return new Page(
                Place.CAPTURES,
                "Captures: not as asked",
                false,
                Html.all(crumb(), Html.of(Tag.H1, Html.text("Captures that fit")), filter(errors)));
    }

    private Html crumb() {
        List<Html> links = new ArrayList<>();
        links.add(Html.of(Tag.A, attr(Name.HREF, Pages.ROOT + "/captures"), Html.text("All captures")));
        if (filtered && asked.containsKey("after")) {
            links.add(Html.text(" · "));
            links.add(Html.of(
                    Tag.A,
                    attr(Name.HREF, Pages.ROOT + "/captures" + Pages.asQuery(asked, FILTERS)),
                    Html.text("The newest that fit")));
        }
        return Html.of(Tag.P, css("crumb"), Html.all(links));
    }

    // ---- the filter ---------------------------------------------------------------------------------------------

    private Html filter(List<FieldError> errors) {
        Map<String, List<String>> wrong = errors.stream()
                .collect(Collectors.groupingBy(
                        error -> error.field().replaceFirst("^query\\.", ""),
                        Collectors.mapping(FieldError::detail, Collectors.toList())));
        Map<String, String> filled = new HashMap<>(asked);
        filled.computeIfPresent(
                "since", (name, since) -> since.endsWith("Z") ? since.substring(0, since.length() - 1) : since);
        Inputs inputs = new Inputs(filled, wrong);
        Map<String, String> states = new LinkedHashMap<>(Map.of("", "Any"));
        Stream.of(CaptureState.values()).forEach(state -> states.put(state.wire(), state.wire()));
        Map<String, String> outcomes = new LinkedHashMap<>(Map.of("", "Any"));
        Stream.of(Outcome.values()).forEach(outcome -> outcomes.put(outcome.wire(), outcome.wire()));
        Html form = Html.of(
                Tag.FORM,
                css("sieve"),
                attr(Name.METHOD, "get"),
                attr(Name.ACTION, Pages.ROOT + "/captures"),
                inputs.text("machine", "Machine", "its name, or resource id"),
                inputs.text("rule", "Alert rule", "or who asked: a part of it"),
                inputs.choice("state", "State", "", states),
                inputs.choice("outcome", "Outcome", "", outcomes),
                inputs.moment("since", "Requested since", "UTC"),
                Html.of(
                        Tag.DIV,
                        css("field"),
                        Html.of(Tag.BUTTON, attr(Name.TYPE, "submit"), Html.text("Filter")),
                        filtered
                                ? Html.of(
                                        Tag.A,
                                        css("button"),
                                        attr(Name.HREF, Pages.ROOT + "/captures"),
                                        Html.text("Clear"))
                                : Html.none()));
        List<Part> parts = new ArrayList<>(
                List.of(css("fold"), attr(Name.ID, "filter"), Html.of(Tag.SUMMARY, Html.text("Filter")), form));
        if (filtered) {
            parts.add(attr(Name.OPEN, "open"));
        }
        return Html.of(Tag.DETAILS, parts.toArray(Part[]::new));
    }

    private Html found(Listing listing) {
        int count = listing.captures().size();
        boolean more = listing.next() != null;
        String looked = Amounts.counted(listing.lookedAt(), "capture", "captures");
        String words;
        if (count == 0) {
            words = more
                    ? "None of the " + looked + " that were looked at fits. There are older ones."
                    : "No capture fits. Looked at " + looked + ", all that there are"
                            + (asked.containsKey("since") || asked.containsKey("after") ? " in that time." : ".");
        } else {
            words = Amounts.counted(count, "capture fits", "captures fit")
                    + (more ? " so far, newest first; older ones may as well." : ", newest first.");
        }
        return Html.all(
                Html.of(Tag.P, css(count == 0 ? "empty" : "muted"), Html.text(words)),
                count == 0
                        ? Html.none()
                        : table("found-list", "Captures that fit, newest first", "State", listing.captures()),
                earlier(listing.next(), count == 0 ? "Look further back" : "Earlier captures that fit"));
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

    private Html before(List<CaptureRecord> captures, @Nullable String next) {
        return captures.isEmpty()
                ? Html.all(
                        Html.of(
                                Tag.P,
                                css("empty"),
                                attr(Name.ID, "ended"),
                                Html.text("Nothing here yet. Captures that have ended are listed here.")),
                        earlier(next, "Earlier captures"))
                : Html.all(
                        table("ended", "Captures that have ended, newest first", "Outcome", captures),
                        earlier(next, "Earlier captures"));
    }

    private Html table(String id, String label, String state, List<CaptureRecord> captures) {
        return Html.of(
                Tag.TABLE,
                css("wide"),
                attr(Name.ID, id),
                attr(Name.ROLE, "table"),
                attr(Name.ARIA_LABEL, label),
                heads(
                        head("Machine"),
                        head("Alert rule"),
                        head(state),
                        number("Packets"),
                        number("Size"),
                        head("Requested")),
                Html.of(
                        Tag.TBODY,
                        attr(Name.ROLE, "rowgroup"),
                        Html.all(captures.stream()
                                .map(capture -> row(capture, state, now))
                                .toList())));
    }

    private Html earlier(@Nullable String next, String label) {
        if (next == null) {
            return Html.none();
        }
        Map<String, String> further = new HashMap<>(asked);
        further.put("after", next);
        List<String> names = new ArrayList<>(FILTERS);
        names.add("after");
        return Html.of(
                Tag.P,
                css("more"),
                Html.of(Tag.A, css("button"), attr(Name.HREF, Pages.asQuery(further, names)), Html.text(label)));
    }

    // ---- of others ----------------------------------------------------------------------------------------------

    private Html others(List<WatcherSeen> watchers) {
        if (watchers.isEmpty()) {
            return Html.of(
                    Tag.P,
                    css("empty"),
                    attr(Name.ID, "theirs"),
                    Html.text("Not known yet: a Network Watcher is looked at when a capture starts there."));
        }
        if (watchers.stream().allMatch(seen -> seen.others().isEmpty())) {
            List<Html> words = new ArrayList<>();
            words.add(Html.text("Nobody else was capturing on the same Network Watchers. Last looked at:"));
            watchers.forEach(seen -> {
                words.add(Html.text(" " + region(seen) + " "));
                words.add(seen.at() == null ? Html.text("never") : Words.ago(seen.at(), now));
                words.add(Html.text(";"));
            });
            words.set(words.size() - 1, Html.text("."));
            return Html.of(Tag.P, css("empty"), attr(Name.ID, "theirs"), Html.all(words));
        }
        List<Html> rows = new ArrayList<>();
        watchers.forEach(seen -> seen.others().forEach(session -> rows.add(other(seen, session))));
        return Html.all(
                Html.of(
                        Tag.P,
                        css("muted"),
                        Html.text(
                                "Packet captures on the same Network Watchers that were not asked for here. They are left"
                                        + " alone, and count towards the limit while they may run. A watcher is looked at when a"
                                        + " capture of ours starts there.")),
                Html.of(
                        Tag.TABLE,
                        css("wide"),
                        attr(Name.ID, "theirs"),
                        attr(Name.ROLE, "table"),
                        attr(Name.ARIA_LABEL, "Captures of others"),
                        heads(head("Capture"), head("Machine"), head("Region"), head("Whose"), head("Seen")),
                        Html.of(Tag.TBODY, attr(Name.ROLE, "rowgroup"), Html.all(rows))));
    }

    private Html other(WatcherSeen seen, SlotBook.Foreign session) {
        Html when = session.seenStoppedAt() != null
                ? Html.all(Html.text("had stopped "), Words.ago(session.seenStoppedAt(), now))
                : seen.at() == null ? Html.text("once") : Words.ago(seen.at(), now);
        return Html.of(
                Tag.TR,
                attr(Name.ROLE, "row"),
                Html.of(Tag.TH, attr(Name.SCOPE, "row"), attr(Name.ROLE, "rowheader"), Html.text(session.name())),
                cell(
                        "Machine",
                        Html.of(
                                Tag.SPAN,
                                attr(Name.TITLE, session.target()),
                                Html.text(ResourceId.parse(session.target())
                                        .map(ResourceId::name)
                                        .orElse(session.target())))),
                cell("Region", Html.text(region(seen))),
                cell("Whose", Words.badge(Tone.QUIET, "not ours")),
                cell("Seen", when));
    }

    /** The second part of a watcher's key. */
    private static String region(WatcherSeen seen) {
        return seen.watcher().substring(seen.watcher().indexOf('/') + 1);
    }

    // ---- tables -------------------------------------------------------------------------------------------------

    private static Html heads(Html... heads) {
        return Html.of(
                Tag.THEAD, attr(Name.ROLE, "rowgroup"), Html.of(Tag.TR, attr(Name.ROLE, "row"), Html.all(heads)));
    }

    private static Html number(String label) {
        return Html.of(
                Tag.TH, css("number"), attr(Name.SCOPE, "col"), attr(Name.ROLE, "columnheader"), Html.text(label));
    }

    private static Html head(String label) {
        return Html.of(Tag.TH, attr(Name.SCOPE, "col"), attr(Name.ROLE, "columnheader"), Html.text(label));
    }

    private static Html row(CaptureRecord capture, String state, Instant now) {
        CaptureFile file = capture.file();
        return Html.of(
                Tag.TR,
                attr(Name.ROLE, "row"),
                Html.of(Tag.TH, attr(Name.SCOPE, "row"), attr(Name.ROLE, "rowheader"), link(capture)),
                cell("Alert rule", Html.text(capture.trigger().rule())),
                cell(state, Words.badge(Tone.of(capture), Standing.word(capture))),
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

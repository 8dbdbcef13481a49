package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.Check;
import io.alertcap.capture.Check.State;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a capture would succeed now, and what to mend if not. */
final class DoctorPage {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("settings", "Settings"),
            Map.entry("identity", "Identity"),
            Map.entry("scope", "Scope"),
            Map.entry("machine", "Machine"),
            Map.entry("power", "Power"),
            Map.entry("extensions", "Extensions allowed"),
            Map.entry("guestAgent", "Guest agent"),
            Map.entry("agent", "Network Watcher extension"),
            Map.entry("storage", "Storage account"),
            Map.entry("files", "Capture files"),
            Map.entry("watcher", "Network Watcher"),
            Map.entry("captures", "Packet captures"),
            Map.entry("limit", "Room below the limit"),
            Map.entry("reach", "Way out of the machine"),
            Map.entry("ledger", "Ledger"),
            Map.entry("monitor", "Monitor"),
            Map.entry("rules", "Alert rules"));

    private DoctorPage() {}

    /**
     * The page.
     *
     * @param target what was asked about, as it was written; null for the deployment
     * @param checks empty if {@code problem} is not
     * @param problem why nothing was looked at
     */
    static Page of(@Nullable String target, List<Check> checks, @Nullable String problem) {
        return new Page(
                Place.DOCTOR,
                "Doctor",
                false,
                Html.all(
                        Html.of(Tag.H1, Html.text("Doctor")),
                        Html.of(
                                Tag.P,
                                css("muted"),
                                Html.text(
                                        "Would a capture succeed now? Azure is asked anew each time; nothing is changed.")),
                        form(target, problem),
                        problem == null ? verdict(target, checks) : Html.none(),
                        problem == null ? findings(checks) : Html.none(),
                        problem == null ? others(checks) : Html.none()));
    }

    private static Html form(@Nullable String target, @Nullable String problem) {
        return Html.of(
                Tag.FORM,
                css("ask"),
                attr(Name.METHOD, "get"),
                attr(Name.ACTION, Pages.ROOT + "/doctor"),
                Html.of(
                        Tag.LABEL,
                        attr(Name.FOR, "target"),
                        Html.text(
                                "Resource id of a machine, a scale set or an instance; empty for the whole deployment")),
                Html.of(
                        Tag.DIV,
                        css("field"),
                        Html.of(
                                Tag.INPUT,
                                attr(Name.ID, "target"),
                                attr(Name.NAME, "target"),
                                attr(Name.TYPE, "text"),
                                attr(Name.AUTOCOMPLETE, "off"),
                                attr(Name.SPELLCHECK, "false"),
                                attr(Name.VALUE, target == null ? "" : target)),
                        Html.of(Tag.BUTTON, attr(Name.TYPE, "submit"), Html.text("Examine"))),
                problem == null
                        ? Html.none()
                        : Html.of(Tag.P, css("problem"), attr(Name.ROLE, "alert"), Html.text(problem)));
    }

    private static Html verdict(@Nullable String target, List<Check> checks) {
        long wrong = count(checks, State.WRONG);
        long unknown = count(checks, State.UNKNOWN);
        Tone tone = wrong > 0 ? Tone.BAD : unknown > 0 ? Tone.DOUBT : Tone.GOOD;
        String what = target == null ? "of this deployment" : "of this machine";
        String words = wrong > 0
                ? "A capture " + what + " would not succeed now: " + Amounts.counted(wrong, "thing is", "things are")
                        + " wrong."
                : unknown > 0
                        ? Amounts.counted(unknown, "thing", "things")
                                + " could not be seen; nothing that was seen is wrong."
                        : "Nothing is in the way of a capture " + what + ", as far as can be seen.";
        return Html.of(Tag.P, css("verdict " + tone), Html.text(words));
    }

    private static long count(List<Check> checks, State state) {
        return checks.stream().filter(check -> check.state() == state).count();
    }

    private static Html findings(List<Check> checks) {
        // What is wrong comes before what could not be seen.
        List<Html> findings = Stream.of(State.WRONG, State.UNKNOWN)
                .flatMap(state -> checks.stream().filter(check -> check.state() == state))
                .map(DoctorPage::finding)
                .toList();
        String title = count(checks, State.WRONG) > 0 ? "To mend" : "Not seen";
        return findings.isEmpty()
                ? Html.none()
                : Layout.section("findings", title, Html.of(Tag.UL, css("cards"), Html.all(findings)));
    }

    private static boolean isFinding(Check check) {
        return check.state() == State.WRONG || check.state() == State.UNKNOWN;
    }

    private static Html finding(Check check) {
        String fix = check.fix();
        return Html.of(
                Tag.LI,
                css("card finding " + Tone.of(check.state())),
                Html.of(
                        Tag.DIV,
                        css("card-head"),
                        Html.of(Tag.H3, Html.text(title(check))),
                        Words.badge(Tone.of(check.state()), check.state().wire())),
                about(check),
                Html.of(Tag.P, Html.text(check.evidence())),
                fix == null
                        ? Html.none()
                        : Html.of(Tag.P, css("fix"), Html.of(Tag.STRONG, Html.text("Fix: ")), Html.text(fix)));
    }

    private static Html others(List<Check> checks) {
        List<Html> rows = checks.stream()
                .filter(check -> !isFinding(check))
                .map(check -> Html.of(
                        Tag.LI,
                        Words.badge(Tone.of(check.state()), check.state().wire()),
                        Html.of(
                                Tag.DIV,
                                Html.of(Tag.H3, Html.text(title(check))),
                                about(check),
                                Html.of(Tag.P, Html.text(check.evidence())))))
                .toList();
        return rows.isEmpty()
                ? Html.none()
                : Layout.section("checks", "What was looked at", Html.of(Tag.UL, css("checks"), Html.all(rows)));
    }

    private static Html about(Check check) {
        return check.about() == null ? Html.none() : Html.of(Tag.P, css("muted"), Html.text(check.about()));
    }

    private static String title(Check check) {
        return TITLES.getOrDefault(check.name(), check.name());
    }
}

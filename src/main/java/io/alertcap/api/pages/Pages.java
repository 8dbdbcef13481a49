package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.CapturesApi;
import io.alertcap.api.PageGate.Admitted;
import io.alertcap.api.PageGate.SignInFirst;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.Check;
import io.alertcap.capture.Decision;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.LegalHold;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pages, by what stands behind {@code /api/pages}. What they show is shown to those only whom {@link
 * io.alertcap.api.PageGate} let in. No class of this package is loaded before the first page is asked for.
 */
public final class Pages {
    /** Where the pages are. */
    public static final String ROOT = "/api/pages";

    private static final String HTML = "text/html; charset=utf-8";

    /**
     * Everything comes from this app: no other host, no program or style in the markup, no frame around it. See the
     * Content-Security-Policy specification, www.w3.org/TR/CSP3.
     */
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Of a page's address, what is kept while somebody signs in. */
    private static final List<String> KEPT =
            List.of("target", "machine", "rule", "state", "outcome", "since", "after", "service");

    private final Clock clock;
    private final Assets assets = Assets.load();
    private final Layout layout;

    /**
     * What the pages show.
     *
     * @param policy the owner's rules: what the form offers
     */
    public record Source(
            CapturesApi captures, Function<Optional<MachineTarget>, List<Check>> doctor, CapturePolicy policy) {}

    /** @param version of the app, for the foot of each page */
    public Pages(Clock clock, String version) {
        this.clock = clock;
        this.layout = new Layout(version, assets);
    }

    /** The address of a capture's page. */
    static String pathOf(String id) {
        return ROOT + "/captures/" + id;
    }

    /** The address of the doctor's page about a machine. */
    static String fileOf(String id) {
        return pathOf(id) + "/file";
    }

    static String caseOf(String id) {
        return pathOf(id) + "/case";
    }

    static String startOf(ResourceId machine) {
        return ROOT + "/start?target=" + encoded(machine.toString());
    }

    static String doctorOf(ResourceId machine) {
        return ROOT + "/doctor?target=" + encoded(machine.toString());
    }

    /**
     * What anybody may load: style, script and icon.
     *
     * @param name the last part of the address
     */
    public ApiAnswer asset(String name) {
        return assets.named(name)
                .map(asset -> new ApiAnswer(
                        200,
                        asset.contentType(),
                        asset.content(),
                        Map.of("Cache-Control", "public, max-age=31536000, immutable")))
                .orElseGet(() -> new ApiAnswer(
                        404,
                        "text/plain; charset=utf-8",
                        "There is no such file.\n",
                        Map.of("Cache-Control", "no-store")));
    }

    /**
     * A page, for one who was let in.
     *
     * @param source what there is to show
     * @param page the first part of the path behind {@link #ROOT}; empty for the start
     * @param part the second; empty if there is none
     */
    public ApiAnswer show(Source source, String page, String part, Map<String, String> query, Admitted visitor) {
        if (page.isEmpty()) {
            return moveOn(ROOT + "/captures");
        }
        Shown shown;
        try {
            shown = switch (page) {
                case "captures" ->
                    part.isEmpty() ? captures(source, query) : capture(source, part, query, visitor.formToken());
                case "start" -> part.isEmpty() ? start(source, query, visitor) : nothing();
                case "doctor" -> part.isEmpty() ? doctor(source, query) : nothing();
                default -> nothing();
            };
        } catch (CaptureException e) {
            shown = silent(e);
        }
        return answer(shown, visitor);
    }

    /** What was filled in, to be previewed or to start a capture, which is then shown; or to be filled in further. */
    public ApiAnswer start(Orders orders, Map<String, String> form, Admitted visitor) {
        StartPage page = new StartPage(orders.policy(), form, visitor.formToken());
        String what = form.getOrDefault("do", "preview");
        if (what.equals("another-filter")) {
            return answer(new Shown(200, page.withAnotherFilter()), visitor);
        }
        if (what.matches("without-filter-[0-9]")) {
            return answer(
                    new Shown(200, page.withoutFilter(Integer.parseInt(what.substring(what.length() - 1)))), visitor);
        }
        boolean preview = !what.equals("start");
        Orders.Placed placed;
        try {
            placed = orders.start(page.order(), page.key(), preview);
        } catch (CaptureException e) {
            return answer(silent(e), visitor);
        }
        Decision decision = placed.decision();
        return preview || decision == null || decision.captureId() == null
                ? answer(new Shown(placed.errors().isEmpty() ? 200 : 400, page.answered(placed)), visitor)
                : moveOn(pathOf(decision.captureId()));
    }

    /** Stops a capture, and shows it. */
    public ApiAnswer stop(Orders orders, String id, Admitted visitor) {
        try {
            return orders.stop(id)
                    .map(capture -> moveOn(pathOf(capture.id())))
                    .orElseGet(() -> answer(noCapture(), visitor));
        } catch (CaptureException e) {
            return answer(silent(e), visitor);
        }
    }

    /** Holds a capture, or ends the hold, and shows it. */
    public ApiAnswer hold(Orders orders, String id, Map<String, String> form, Admitted visitor) {
        String reason = form.getOrDefault("reason", "").strip();
        boolean release = "release".equals(form.get("do"));
        Optional<String> problem = release ? Optional.empty() : LegalHold.problem(reason);
        if (problem.isPresent()) {
            return answer(
                    new Shown(400, message("The capture is not held", "The reason " + problem.get() + ".")), visitor);
        }
        try {
            Optional<HoldAnswer> answer =
                    release ? orders.release(id).map(HoldAnswer.Taken::new) : orders.hold(id, reason);
            return answer.map(each -> each instanceof HoldAnswer.Refused refused
                            ? answer(
                                    new Shown(409, message("The hold cannot be taken", refused.reason() + ".")),
                                    visitor)
                            : moveOn(pathOf(id)))
                    .orElseGet(() -> answer(noCapture(), visitor));
        } catch (CaptureException e) {
            return answer(silent(e), visitor);
        }
    }

    /** A form that is not of one of our pages, or of another session. */
    public ApiAnswer notOurForm(Admitted visitor) {
        return answer(
                new Shown(
                        403,
                        message(
                                "Nothing was done",
                                "This form is not of your session: it was open while you signed in anew, or another"
                                        + " page sent it. Open the page again.")),
                visitor);
    }

    /** What the API answers with a problem document, for people. */
    public ApiAnswer problem(ApiAnswer problem, Admitted visitor) {
        JsonNode document;
        try {
            document = new ObjectMapper().readTree(problem.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("This JSON is our own", e);
        }
        return answer(
                new Shown(
                        problem.status(),
                        message(
                                document.path("title").asText("It did not work"),
                                document.path("detail").asText(),
                                Html.all(document.path("commands")
                                        .valueStream()
                                        .map(line -> CapturePage.command(line.asText()))
                                        .toList()))),
                visitor);
    }

    private static ApiAnswer moveOn(String place) {
        return new ApiAnswer(303, HTML, "", headers(Map.of("Location", place)));
    }

    private static Shown silent(CaptureException e) {
        return new Shown(
                503,
                message(
                        "The ledger does not answer",
                        "What was accepted is safe there; ask again in a moment. " + e.getMessage()));
    }

    private static Shown start(Source source, Map<String, String> query, Admitted visitor) {
        Map<String, String> filled = Map.of("target", query.getOrDefault("target", ""));
        return new Shown(200, new StartPage(source.policy(), filled, visitor.formToken()).empty());
    }

    /** For one who is not let in yet: where to sign in, and so to come to the page that was asked for. */
    public ApiAnswer signIn(String page, String part, Map<String, String> query, SignInFirst first) {
        return answer(new Shown(403, SignInPage.of(first, place(page, part, query))), null);
    }

    /** With wrong settings; which, is said to those only who have a key. */
    public ApiAnswer closed() {
        return answer(
                new Shown(
                        503,
                        new Page(
                                Place.NOWHERE,
                                "Settings are wrong",
                                false,
                                Html.all(
                                        Html.of(Tag.H1, Html.text("The app's settings are wrong")),
                                        Html.of(
                                                Tag.P,
                                                css("lead"),
                                                Html.text(
                                                        "Nothing is taken on, and nothing can be shown, until they are"
                                                                + " corrected. GET /api/health names each of them, with a"
                                                                + " function's key."))))),
                null);
    }

    /** The address that was asked for, as far as it is one of ours. */
    private static String place(String page, String part, Map<String, String> query) {
        String path = Stream.of(page, part)
                .filter(each -> !each.isEmpty())
                .map(each -> "/" + encoded(each))
                .collect(Collectors.joining("", ROOT, ""));
        return path + asQuery(query, KEPT);
    }

    /** Of the parameters named, those that are there. */
    static String asQuery(Map<String, String> query, List<String> names) {
        return names.stream()
                .filter(name -> !query.getOrDefault(name, "").isBlank())
                .map(name -> name + "=" + encoded(query.getOrDefault(name, "").strip()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("&"), pairs -> pairs.isEmpty() ? "" : "?" + pairs));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A page that is not yet in its frame. */
    private record Shown(int status, Page page) {}

    private Shown captures(Source source, Map<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        Map<String, String> asked = CapturesPage.asked(query);
        Optional<CapturesApi.Listing> listing = source.captures().find(asked, errors);
        if (listing.isEmpty() && errors.stream().anyMatch(error -> error.field().equals("query.after"))) {
            return new Shown(400, message("There is no such list", "The address is not one that a page before had."));
        }
        CapturesPage page = new CapturesPage(source.captures().ledger(), asked, clock.instant());
        return listing.map(found -> new Shown(200, page.showing(found)))
                .orElseGet(() -> new Shown(400, page.refusing(errors)));
    }

    private Shown capture(Source source, String id, Map<String, String> query, String formToken) {
        if (!CaptureId.isId(id)) {
            return noCapture();
        }
        boolean service = query.getOrDefault("service", "").equals("true");
        return source.captures()
                .ledger()
                .find(id)
                .map(CaptureLedger.Versioned::value)
                .map(capture ->
                        new CapturePage(capture, service ? source.captures().look(capture) : null, clock.instant()))
                .map(page -> new Shown(200, page.page(formToken)))
                .orElseGet(Pages::noCapture);
    }

    private static Shown noCapture() {
        return new Shown(
                404, message("There is no such capture", "No capture has this id. Old ones are removed in time."));
    }

    private static Shown doctor(Source source, Map<String, String> query) {
        String target = query.getOrDefault("target", "").strip();
        if (target.isEmpty()) {
            return new Shown(200, DoctorPage.of(null, source.doctor().apply(Optional.empty()), null));
        }
        Optional<MachineTarget> machine = ResourceId.parse(target).flatMap(MachineTarget::of);
        return machine.isPresent()
                ? new Shown(200, DoctorPage.of(target, source.doctor().apply(machine), null))
                : new Shown(
                        400,
                        DoctorPage.of(
                                target,
                                List.of(),
                                "This is not the resource id of a virtual machine, a scale set or an instance of one. It"
                                        + " looks like /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…"));
    }

    private static Shown nothing() {
        return new Shown(404, message("There is no such page", "The navigation above leads to those that there are."));
    }

    private static Page message(String title, String text) {
        return message(title, text, Html.none());
    }

    private static Page message(String title, String text, Html more) {
        return new Page(
                Place.NOWHERE,
                title,
                false,
                Html.all(
                        Html.of(Tag.H1, Html.text(title)), Html.of(Tag.P, css("lead"), Html.text(text)), more, back()));
    }

    private static Html back() {
        return Html.of(
                Tag.P,
                Html.of(Tag.A, css("button"), attr(Name.HREF, ROOT + "/captures"), Html.text("To the captures")));
    }

    private ApiAnswer answer(Shown shown, @Nullable Admitted visitor) {
        String body = layout.of(shown.page(), visitor == null ? null : visitor.caller(), clock.instant());
        return new ApiAnswer(shown.status(), HTML, body, headers(Map.of()));
    }

    private static Map<String, String> headers(Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Cache-Control", "no-store");
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Referrer-Policy", "no-referrer");
        return headers;
    }
}

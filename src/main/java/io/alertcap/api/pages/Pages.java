package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.PageGate.Admitted;
import io.alertcap.api.PageGate.SignInFirst;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.Check;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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

    private final Clock clock;
    private final Assets assets = Assets.load();
    private final Layout layout;

    /** What the pages show. */
    public record Source(CaptureLedger ledger, Function<Optional<MachineTarget>, List<Check>> doctor) {}

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
            return new ApiAnswer(303, HTML, "", headers(Map.of("Location", ROOT + "/captures")));
        }
        Shown shown;
        try {
            shown = switch (page) {
                case "captures" -> part.isEmpty() ? captures(source, query) : capture(source, part);
                case "doctor" -> part.isEmpty() ? doctor(source, query) : nothing();
                default -> nothing();
            };
        } catch (CaptureException e) {
            shown = new Shown(
                    503,
                    message(
                            "The ledger does not answer",
                            "What was accepted is safe there; ask again in a moment. " + e.getMessage()));
        }
        return answer(shown, visitor);
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
        return Stream.of("target", "after")
                .filter(query::containsKey)
                .findFirst()
                .map(name -> path + "?" + name + "=" + encoded(query.getOrDefault(name, "")))
                .orElse(path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A page that is not yet in its frame. */
    private record Shown(int status, Page page) {}

    private Shown captures(Source source, Map<String, String> query) {
        try {
            return new Shown(200, CapturesPage.of(source.ledger(), query.get("after"), clock.instant()));
        } catch (IllegalArgumentException e) {
            return new Shown(400, message("There is no such list", "The address is not one that a page before had."));
        }
    }

    private Shown capture(Source source, String id) {
        return CaptureId.isId(id)
                ? source.ledger()
                        .find(id)
                        .map(found -> new Shown(200, CapturePage.of(found.value(), clock.instant())))
                        .orElseGet(Pages::noCapture)
                : noCapture();
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
        return new Page(
                Place.NOWHERE,
                title,
                false,
                Html.all(Html.of(Tag.H1, Html.text(title)), Html.of(Tag.P, css("lead"), Html.text(text)), back()));
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

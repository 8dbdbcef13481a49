package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.Caller;
import io.alertcap.api.PageGate;
import io.alertcap.api.pages.Attribute.Name;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all pages have around them. */
final class Layout {
    /** Seconds after which a page with something that moves is asked for again, with and without the script. */
    private static final int WITH_SCRIPT = 4;

    private static final int WITHOUT_SCRIPT = 20;

    private final String version;
    private final Assets assets;

    Layout(String version, Assets assets) {
        this.version = version;
        this.assets = assets;
    }

    /** The places in the navigation. */
    enum Place {
        CAPTURES("Captures", "/captures"),
        START("Start", "/start"),
        DOCTOR("Doctor", "/doctor"),
        NOWHERE("", "");

        private final String label;
        private final String path;

        Place(String label, String path) {
            this.label = label;
            this.path = path;
        }
    }

    /**
     * A page.
     *
     * @param live whether something on it moves by itself
     */
    record Page(Place place, String title, boolean live, Html content) {}

    /** @param visitor null for one who is not let in yet */
    String of(Page page, @Nullable Caller visitor, Instant now) {
        return Html.of(
                        Tag.HTML,
                        attr(Name.LANG, "en"),
                        head(page),
                        Html.of(
                                Tag.BODY,
                                Html.of(Tag.A, css("skip"), attr(Name.HREF, "#content"), Html.text("Skip to content")),
                                header(page.place(), visitor),
                                Html.of(
                                        Tag.MAIN,
                                        attr(Name.ID, "content"),
                                        attr(Name.TABINDEX, "-1"),
                                        page.live()
                                                ? attr(Name.DATA_LIVE, Integer.toString(WITH_SCRIPT))
                                                : css("still"),
                                        page.content()),
                                Html.of(
                                        Tag.FOOTER,
                                        Html.of(
                                                Tag.P,
                                                Html.text("Alertcap " + version + ". Times are UTC. As of "),
                                                Words.clock(now),
                                                Html.text(".")))))
                .document();
    }

    private Html head(Page page) {
        return Html.of(
                Tag.HEAD,
                Html.of(Tag.META, attr(Name.CHARSET, "utf-8")),
                Html.of(Tag.TITLE, Html.text(page.title() + " · Alertcap")),
                meta("viewport", "width=device-width, initial-scale=1"),
                meta("color-scheme", "light dark"),
                Html.of(
                        Tag.LINK,
                        attr(Name.REL, "icon"),
                        attr(Name.TYPE, assets.icon().contentType()),
                        attr(Name.HREF, assets.icon().path())),
                Html.of(
                        Tag.LINK,
                        attr(Name.REL, "stylesheet"),
                        attr(Name.HREF, assets.style().path())),
                Html.of(Tag.SCRIPT, attr(Name.SRC, assets.script().path()), attr(Name.DEFER, "defer")),
                page.live()
                        ? Html.of(
                                Tag.NOSCRIPT,
                                Html.of(
                                        Tag.META,
                                        attr(Name.HTTP_EQUIV, "refresh"),
                                        attr(Name.CONTENT, Integer.toString(WITHOUT_SCRIPT))))
                        : Html.none());
    }

    private static Html meta(String name, String content) {
        return Html.of(Tag.META, attr(Name.NAME, name), attr(Name.CONTENT, content));
    }

    private static Html header(Place here, @Nullable Caller visitor) {
        Html brand =
                Html.of(Tag.A, css("brand"), attr(Name.HREF, Pages.ROOT + Place.CAPTURES.path), Html.text("Alertcap"));
        return visitor == null
                ? Html.of(Tag.HEADER, Html.of(Tag.DIV, css("bar"), brand))
                : Html.of(Tag.HEADER, Html.of(Tag.DIV, css("bar"), brand, places(here), who(visitor)));
    }

    /** Who signed in with a key can sign out here; who did at the platform, does it there. */
    private static Html who(Caller visitor) {
        Html name = Html.of(Tag.SPAN, css("muted"), attr(Name.TITLE, visitor.inWords()), Html.text(visitor.name()));
        return visitor.proof() == Caller.Proof.ENTRA
                ? Html.of(Tag.DIV, css("who"), name)
                : Html.of(
                        Tag.FORM,
                        css("who"),
                        attr(Name.METHOD, "post"),
                        attr(Name.ACTION, PageGate.SIGN_OUT),
                        name,
                        Html.of(Tag.BUTTON, css("calm"), attr(Name.TYPE, "submit"), Html.text("Sign out")));
    }

    private static Html places(Place here) {
        List<Html> places = List.of(Place.CAPTURES, Place.START, Place.DOCTOR).stream()
                .map(place -> Html.of(Tag.LI, link(place, here)))
                .toList();
        return Html.of(Tag.NAV, attr(Name.ARIA_LABEL, "Pages"), Html.of(Tag.UL, Html.all(places)));
    }

    private static Html link(Place place, Place here) {
        Attribute to = attr(Name.HREF, Pages.ROOT + place.path);
        return place == here
                ? Html.of(Tag.A, to, attr(Name.ARIA_CURRENT, "page"), Html.text(place.label))
                : Html.of(Tag.A, to, Html.text(place.label));
    }

    /** By it a form is known to be of one of our pages, in the same session. */
    static Html token(String formToken) {
        return hidden(PageGate.FORM_TOKEN, formToken);
    }

    static Html hidden(String name, String value) {
        return Html.of(Tag.INPUT, attr(Name.TYPE, "hidden"), attr(Name.NAME, name), attr(Name.VALUE, value));
    }

    /** A titled part of a page. */
    static Html section(String id, String title, Html content) {
        return Html.of(
                Tag.SECTION,
                attr(Name.ID, id),
                attr(Name.ARIA_LABELLEDBY, id + "-title"),
                Html.of(Tag.H2, attr(Name.ID, id + "-title"), Html.text(title)),
                content);
    }
}

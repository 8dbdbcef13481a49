package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.PageGate;
import io.alertcap.api.PageGate.SignInFirst;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;

/** Where to sign in: with a function's key, at the platform, or not at all. */
final class SignInPage {
    private SignInPage() {}

    /** @param to the page that was asked for */
    static Page of(SignInFirst first, String to) {
        return new Page(
                Place.NOWHERE,
                "Sign in",
                false,
                Html.of(
                        Tag.DIV,
                        css("narrow"),
                        Html.of(Tag.H1, Html.text("Sign in")),
                        Html.of(Tag.P, css("lead"), Html.text(first.reason())),
                        first.platformLogin() == null ? Html.none() : platform(first.platformLogin()),
                        first.byKey() ? form(to) : Html.none(),
                        first.byKey() ? already(to) : Html.none()));
    }

    /** A link from elsewhere, such as a chat, comes without the cookie; a click here sends it. */
    private static Html already(String to) {
        return Html.of(
                Tag.P,
                css("muted already"),
                Html.text("Signed in already, and here by a link from elsewhere? "),
                Html.of(Tag.A, attr(Name.ID, "already"), attr(Name.HREF, to), Html.text("Go on to the page")));
    }

    private static Html platform(String address) {
        return Html.of(
                Tag.P,
                Html.of(Tag.A, css("button"), attr(Name.HREF, address), Html.text("Sign in with Microsoft Entra ID")));
    }

    /** The script sends the key in a header; without it the host takes it from the address, which is left at once. */
    private static Html form(String to) {
        return Html.of(
                Tag.FORM,
                css("sign-in"),
                attr(Name.ID, "sign-in"),
                attr(Name.METHOD, "get"),
                attr(Name.ACTION, PageGate.SIGN_IN),
                field("code", "Function key", "password", "key-hint"),
                Html.of(
                        Tag.P,
                        css("muted"),
                        attr(Name.ID, "key-hint"),
                        Html.text(
                                "A key of the function SignIn, or one of the host. It is exchanged for a session and not"
                                        + " kept.")),
                field("name", "Your name", "text", "name-hint"),
                Html.of(
                        Tag.P,
                        css("muted"),
                        attr(Name.ID, "name-hint"),
                        Html.text("Optional. Records say who did what.")),
                Html.of(Tag.INPUT, attr(Name.TYPE, "hidden"), attr(Name.NAME, "to"), attr(Name.VALUE, to)),
                Html.of(Tag.BUTTON, attr(Name.TYPE, "submit"), Html.text("Sign in")));
    }

    private static Html field(String name, String label, String type, String hint) {
        Html caption = Html.of(Tag.LABEL, attr(Name.FOR, name), Html.text(label));
        return type.equals("password")
                ? Html.all(caption, input(name, type, hint, attr(Name.REQUIRED, "required")))
                : Html.all(caption, input(name, type, hint, attr(Name.SPELLCHECK, "false")));
    }

    private static Html input(String name, String type, String hint, Attribute more) {
        return Html.of(
                Tag.INPUT,
                attr(Name.ID, name),
                attr(Name.NAME, name),
                attr(Name.TYPE, type),
                attr(Name.AUTOCOMPLETE, "off"),
                attr(Name.ARIA_DESCRIBEDBY, hint),
                more);
    }
}

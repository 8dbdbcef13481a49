package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.api.pages.Orders.Placed;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.Decision;
import io.alertcap.capture.ServiceRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The form that starts a capture, with what it would do. */
final class StartPage {
    private static final String KEY = "order";

    /** As they go into the order, if they are filled in. */
    private static final List<String> FIELDS = List.of(
            "target", "timeLimitSeconds", "totalBytes", "bytesPerPacket", "saveTo", "localPath", "name", "reason");

    /** Of the one filter that the form has room for. */
    private static final List<String> FILTER =
            List.of("protocol", "localIPAddress", "localPort", "remoteIPAddress", "remotePort");

    private final Map<String, String> filled;
    private final String formToken;
    private final String key;

    /** @param filled what stands in the fields, by their names */
    StartPage(Map<String, String> filled, String formToken) {
        this.filled = Map.copyOf(filled);
        this.formToken = formToken;
        String given = filled.getOrDefault(KEY, "");
        // One form is one order, however often it is sent.
        this.key = given.matches("[0-9a-f-]{36}") ? given : UUID.randomUUID().toString();
    }

    String key() {
        return key;
    }

    /** What is filled in, as the API takes it. */
    Map<String, String> order() {
        Map<String, String> order = new LinkedHashMap<>();
        FIELDS.stream().filter(name -> !value(name).isBlank()).forEach(name -> order.put(name, value(name)));
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        FILTER.stream().filter(name -> !value(name).isBlank()).forEach(name -> filter.put(name, value(name)));
        if (!filter.isEmpty()) {
            order.put(
                    "filters", JsonNodeFactory.instance.arrayNode().add(filter).toString());
        }
        return order;
    }

    private String value(String name) {
        return filled.getOrDefault(name, "").strip();
    }

    Page empty() {
        return page(List.of(), Html.none());
    }

    Page answered(Placed placed) {
        return page(placed.errors(), placed.decision() == null ? Html.none() : preview(placed, placed.decision()));
    }

    private Page page(List<FieldError> errors, Html preview) {
        return new Page(
                Place.START,
                errors.isEmpty() ? "Start a capture" : "Start a capture: not as it is",
                false,
                Html.all(
                        Html.of(Tag.H1, Html.text("Start a capture")),
                        Html.of(
                                Tag.P,
                                css("muted"),
                                Html.text(
                                        "By the same checks as an alert's. The preview shows the exact request and changes"
                                                + " nothing. What is left empty is as the settings say.")),
                        summary(errors),
                        preview,
                        form(errors)));
    }

    private static Html summary(List<FieldError> errors) {
        return errors.isEmpty()
                ? Html.none()
                : Html.of(
                        Tag.DIV,
                        css("verdict bad"),
                        attr(Name.ROLE, "alert"),
                        Html.of(
                                Tag.P,
                                Html.text("The order cannot be carried out: "
                                        + Amounts.counted(errors.size(), "field is", "fields are") + " wrong.")),
                        Html.of(
                                Tag.UL,
                                css("problems"),
                                Html.all(errors.stream()
                                        .map(error -> Html.of(Tag.LI, Html.text(input(error) + " " + error.detail())))
                                        .toList())));
    }

    /** The name of the input that an error is about. */
    private static String input(FieldError error) {
        return error.field().replaceFirst("^query\\.", "").replaceFirst("^filters\\[0]\\.", "");
    }

    // ---- what it would do ---------------------------------------------------------------------------------------

    private static Html preview(Placed placed, Decision decision) {
        Tone tone = switch (decision.kind()) {
            case STARTED, ACCEPTED -> Tone.GOOD;
            case QUEUED, COVERED, DUPLICATE, IGNORED -> Tone.DOUBT;
            case REFUSED -> Tone.BAD;
        };
        List<Html> parts = new ArrayList<>();
        parts.add(Html.of(Tag.P, css("verdict " + tone), Html.text(words(decision))));
        placed.doubts()
                .forEach(doubt -> parts.add(Html.of(
                        Tag.P,
                        css("warning"),
                        Html.of(Tag.STRONG, Html.text("Is that meant? ")),
                        Html.text(doubt.detail()))));
        ServiceRequest request = decision.request();
        if (request != null) {
            parts.add(Html.of(Tag.P, css("request"), Html.text("The request to Azure Resource Manager:")));
            parts.add(Html.of(
                    Tag.PRE,
                    attr(Name.TABINDEX, "0"),
                    attr(Name.ROLE, "region"),
                    attr(Name.ARIA_LABEL, "Request to Azure Resource Manager"),
                    Html.of(Tag.CODE, Html.text(request.method() + " " + request.url() + "\n\n" + request.body()))));
        }
        return Layout.section("preview", "Preview", Html.all(parts));
    }

    private static String words(Decision decision) {
        String reason = decision.reason() == null ? "" : " " + decision.reason();
        return switch (decision.kind()) {
            case STARTED, ACCEPTED -> "It would start now." + reason;
            case QUEUED -> "It would wait." + reason;
            case COVERED -> "Another capture of the machine would serve it." + reason;
            case DUPLICATE -> "This order was given before; it would start nothing." + reason;
            case REFUSED -> "It would be refused." + reason;
            case IGNORED -> "Nothing would be captured." + reason;
        };
    }

    // ---- the form -----------------------------------------------------------------------------------------------

    private Html form(List<FieldError> errors) {
        return Html.of(
                Tag.FORM,
                css("order"),
                attr(Name.METHOD, "post"),
                attr(Name.ACTION, Pages.ROOT + "/start"),
                Layout.token(formToken),
                Layout.hidden(KEY, key),
                field("target", "Resource id of the machine, the scale set or an instance of it", "", errors),
                Html.of(
                        Tag.DIV,
                        css("three"),
                        field("timeLimitSeconds", "Time limit in seconds", "numeric", errors),
                        field("totalBytes", "Size limit in bytes", "numeric", errors),
                        field("bytesPerPacket", "Bytes of each packet (0: all)", "numeric", errors)),
                Html.of(
                        Tag.FIELDSET,
                        Html.of(Tag.LEGEND, Html.text("Packets to keep; all, if nothing is filled in")),
                        Html.of(
                                Tag.DIV,
                                css("three"),
                                choice("protocol", "Protocol", List.of("", "TCP", "UDP"), List.of("Any", "TCP", "UDP")),
                                field("localIPAddress", "Address of the machine", "", errors),
                                field("localPort", "Port of the machine", "", errors),
                                Html.of(Tag.SPAN, css("gap")),
                                field("remoteIPAddress", "Address of the other side", "", errors),
                                field("remotePort", "Port of the other side", "", errors)),
                        Html.of(
                                Tag.P,
                                css("muted"),
                                Html.text("One address, a range (10.0.0.4-10.0.0.9) or a list with semicolons; ports"
                                        + " likewise. More than one filter: by the API."))),
                Html.of(
                        Tag.DIV,
                        css("three"),
                        choice(
                                "saveTo",
                                "Where the file is kept",
                                List.of("", "storage", "machine", "both"),
                                List.of("As the settings say", "Storage account", "On the machine", "Both")),
                        field("localPath", "Path on the machine", "", errors),
                        field("name", "Name of the session", "", errors)),
                field("reason", "Why; it stands in the timeline", "", errors),
                Html.of(
                        Tag.DIV,
                        css("field"),
                        button("preview", "Preview", "plain-button"),
                        button("start", "Start", "")));
    }

    private static Html button(String value, String label, String css) {
        return Html.of(
                Tag.BUTTON,
                css(css),
                attr(Name.TYPE, "submit"),
                attr(Name.NAME, "do"),
                attr(Name.VALUE, value),
                Html.text(label));
    }

    private Html field(String name, String label, String inputMode, List<FieldError> errors) {
        List<String> wrong = errors.stream()
                .filter(error -> input(error).equals(name))
                .map(FieldError::detail)
                .toList();
        List<Part> parts = new ArrayList<>(List.of(
                attr(Name.ID, name),
                attr(Name.NAME, name),
                attr(Name.TYPE, "text"),
                attr(Name.AUTOCOMPLETE, "off"),
                attr(Name.SPELLCHECK, "false"),
                attr(Name.VALUE, value(name))));
        if (!inputMode.isEmpty()) {
            parts.add(attr(Name.INPUTMODE, inputMode));
        }
        if (!wrong.isEmpty()) {
            parts.add(attr(Name.ARIA_INVALID, "true"));
            parts.add(attr(Name.ARIA_DESCRIBEDBY, name + "-wrong"));
        }
        return Html.of(
                Tag.DIV,
                Html.of(Tag.LABEL, attr(Name.FOR, name), Html.text(label)),
                Html.of(Tag.INPUT, parts.toArray(Part[]::new)),
                wrong.isEmpty()
                        ? Html.none()
                        : Html.of(
                                Tag.P,
                                css("problem"),
                                attr(Name.ID, name + "-wrong"),
                                Html.text(String.join("; ", wrong))));
    }

    private Html choice(String name, String label, List<String> values, List<String> labels) {
        List<Html> options = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            List<Part> parts = new ArrayList<>(List.of(attr(Name.VALUE, values.get(i)), Html.text(labels.get(i))));
            if (values.get(i).equals(value(name))) {
                parts.add(attr(Name.SELECTED, "selected"));
            }
            options.add(Html.of(Tag.OPTION, parts.toArray(Part[]::new)));
        }
        return Html.of(
                Tag.DIV,
                Html.of(Tag.LABEL, attr(Name.FOR, name), Html.text(label)),
                Html.of(
                        Tag.SELECT,
                        Stream.concat(
                                        Stream.of(attr(Name.ID, name), attr(Name.NAME, name)),
                                        Stream.of(Html.all(options)))
                                .toArray(Part[]::new)));
    }
}

package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.api.pages.Layout.Page;
import io.alertcap.api.pages.Layout.Place;
import io.alertcap.api.pages.Orders.Placed;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Decision;
import io.alertcap.capture.ServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** The form that starts a capture, with what it would do. */
final class StartPage {
    /** As many as Azure's portal has room for; the API takes more. */
    static final int MOST_FILTERS = 10;

    private static final String KEY = "order";
    private static final String FORM = "start";

    /** As they go into the order, if they are filled in. */
    private static final List<String> FIELDS = List.of(
            "target",
            "instances",
            "profile",
            "timeLimitSeconds",
            "totalBytes",
            "bytesPerPacket",
            "filterSet",
            "saveTo",
            "storageAccount",
            "blobPath",
            "localPath",
            "name",
            "reason");

    /** Of each filter. */
    private static final List<String> FILTER =
            List.of("protocol", "localIPAddress", "localPort", "remoteIPAddress", "remotePort");

    private final CapturePolicy policy;
    private final Map<String, String> filled;
    private final List<Map<String, String>> filters;
    private final String formToken;
    private final String key;

    /** @param filled what stands in the fields, by their names */
    StartPage(CapturePolicy policy, Map<String, String> filled, String formToken) {
        this.policy = policy;
        this.filled = Map.copyOf(filled);
        this.filters = filters(filled, -1);
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
        if (!filters.isEmpty()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Map<String, String> filter : filters) {
                ObjectNode node = array.addObject();
                FILTER.stream().filter(filter::containsKey).forEach(name -> node.put(name, filter.get(name)));
            }
            order.put("filters", array.toString());
        }
        return order;
    }

    private String value(String name) {
        return filled.getOrDefault(name, "").strip();
    }

    /** The filters in which something is filled in, without gaps, as the API will number them. */
    private static List<Map<String, String>> filters(Map<String, String> filled, int without) {
        List<Map<String, String>> filters = new ArrayList<>();
        for (int i = 0; i < MOST_FILTERS; i++) {
            Map<String, String> filter = new HashMap<>();
            for (String name : FILTER) {
                String value = filled.getOrDefault(input(i, name), "").strip();
                if (!value.isEmpty()) {
                    filter.put(name, value);
                }
            }
            if (!filter.isEmpty() && i != without) {
                filters.add(filter);
            }
        }
        return filters;
    }

    /** As errors of the API name it. */
    private static String input(int filter, String name) {
        return "filters[" + filter + "]." + name;
    }

    Page empty() {
        return page(filters, 0, List.of(), Html.none());
    }

    /** With one more filter, and all that was filled in. */
    Page withAnotherFilter() {
        return page(filters, 1, List.of(), Html.none());
    }

    /** @param filter its number on the form that was sent */
    Page withoutFilter(int filter) {
        return page(filters(filled, filter), 0, List.of(), Html.none());
    }

    Page answered(Placed placed) {
        return page(
                filters,
                0,
                placed.errors(),
                placed.decision() == null ? Html.none() : preview(placed, placed.decision()));
    }

    private Page page(List<Map<String, String>> rows, int more, List<FieldError> errors, Html preview) {
        Map<String, String> values = new HashMap<>();
        FIELDS.forEach(name -> values.put(name, value(name)));
        for (int i = 0; i < rows.size(); i++) {
            int row = i;
            rows.get(i).forEach((name, value) -> values.put(input(row, name), value));
        }
        Map<String, List<String>> wrong = errors.stream()
                .collect(Collectors.groupingBy(
                        StartPage::input, Collectors.mapping(FieldError::detail, Collectors.toList())));
        Inputs inputs = new Inputs(values, wrong);
        Html form = form(inputs, Math.max(1, Math.min(MOST_FILTERS, rows.size() + more)), more > 0, wrong);
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
                        summary(errors, inputs.labels()),
                        preview,
                        form));
    }

    private static Html summary(List<FieldError> errors, Map<String, String> labels) {
        return errors.isEmpty()
                ? Html.none()
                : Html.of(
                        Tag.DIV,
                        css("verdict bad"),
                        attr(Name.ROLE, "alert"),
                        Html.of(
                                Tag.P,
                                Html.text("The order cannot be carried out: "
                                        + Amounts.counted(errors.size(), "thing is", "things are") + " wrong.")),
                        Html.of(
                                Tag.UL,
                                css("problems"),
                                Html.all(errors.stream()
                                        .map(error -> problem(error, labels))
                                        .toList())));
    }

    /** Leads to the field, if the form has it. */
    private static Html problem(FieldError error, Map<String, String> labels) {
        String input = input(error);
        String label = labels.get(input);
        return Html.of(
                Tag.LI,
                label == null
                        ? Html.text(input)
                        : Html.of(Tag.A, attr(Name.HREF, "#" + Inputs.idOf(input)), Html.text(label)),
                Html.text(" " + error.detail()));
    }

    /** The name of the input that an error is about. */
    private static String input(FieldError error) {
        return error.field().replaceFirst("^query\\.", "");
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
            parts.add(Html.of(
                    Tag.P,
                    css("request"),
                    Html.of(
                            Tag.BUTTON,
                            attr(Name.TYPE, "submit"),
                            attr(Name.FORM, FORM),
                            attr(Name.NAME, "do"),
                            attr(Name.VALUE, "start"),
                            Html.text("Start this capture"))));
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

    private Html form(Inputs inputs, int rows, boolean added, Map<String, List<String>> wrong) {
        return Html.of(
                Tag.FORM,
                css("order"),
                attr(Name.ID, FORM),
                attr(Name.METHOD, "post"),
                attr(Name.ACTION, Pages.ROOT + "/start"),
                Layout.token(formToken),
                Layout.hidden(KEY, key),
                // The Enter key presses the first button of a form: that must not be one of the filters'.
                Html.of(
                        Tag.BUTTON,
                        css("said"),
                        attr(Name.TYPE, "submit"),
                        attr(Name.NAME, "do"),
                        attr(Name.VALUE, "preview"),
                        attr(Name.TABINDEX, "-1"),
                        attr(Name.ARIA_HIDDEN, "true"),
                        Html.text("Preview")),
                group("Machine", machine(inputs)),
                group("How much", amounts(inputs)),
                group("Packets to keep", filters(inputs, rows, added, wrong)),
                group("Where the file goes", places(inputs)),
                group(
                        "For the records",
                        three(
                                inputs.text(
                                        "name",
                                        "Name of the session",
                                        policy.nameTemplate() + " if empty; the placeholders work here as well"),
                                inputs.text("reason", "Reason", "stands in the timeline"))),
                Html.of(
                        Tag.DIV,
                        css("field"),
                        button("preview", "Preview", "plain-button"),
                        button("start", "Start", "")));
    }

    private static Html machine(Inputs inputs) {
        return Html.all(
                inputs.text(
                        "target",
                        "Resource id",
                        "of a virtual machine, a scale set or an instance of one:"
                                + " /subscriptions/…/providers/Microsoft.Compute/virtualMachines/…"),
                three(inputs.text("instances", "Instances of a scale set", "such as 0,3; all of them if empty")));
    }

    private Html amounts(Inputs inputs) {
        CaptureLimits usual = policy.wish().limits();
        CaptureLimits bounds = policy.bounds();
        return Html.all(
                policy.profiles().isEmpty()
                        ? Html.none()
                        : three(inputs.choice(
                                "profile", "Profile", "limits and filters for what is empty here", profiles("None"))),
                three(
                        inputs.number(
                                "timeLimitSeconds",
                                "Time limit in seconds",
                                usual.timeLimitSeconds() + " if empty, at most " + bounds.timeLimitSeconds() + " ("
                                        + Amounts.length(Duration.ofSeconds(bounds.timeLimitSeconds())) + ")"),
                        inputs.number(
                                "totalBytes",
                                "Size limit in bytes",
                                usual.totalBytes() + " if empty, at most " + bounds.totalBytes() + " ("
                                        + Amounts.size(bounds.totalBytes()) + ")"),
                        inputs.number(
                                "bytesPerPacket",
                                "Bytes of each packet",
                                (usual.bytesPerPacket() == 0 ? "all" : usual.bytesPerPacket())
                                        + " if empty; 0 is all")));
    }

    private Html filters(Inputs inputs, int rows, boolean added, Map<String, List<String>> wrong) {
        List<Html> parts = new ArrayList<>();
        if (!policy.profiles().isEmpty()) {
            parts.add(three(inputs.choice(
                    "filterSet", "Filters of the settings", "instead of those below", profiles("None of them"))));
        }
        parts.add(Html.of(
                Tag.P,
                css("muted"),
                Html.text("A packet is kept if it fits one of the filters; without any, all are. An address, a range"
                        + " (10.0.0.4-10.0.0.9) or a list with semicolons; ports likewise. What is empty is any.")));
        List<Html> list = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            list.add(filter(inputs, i, rows, added && i == rows - 1));
        }
        parts.add(Html.of(Tag.DIV, attr(Name.ID, "filters"), css("filters"), Html.all(list)));
        if (wrong.containsKey("filters")) {
            parts.add(Html.of(Tag.P, css("problem"), Html.text(String.join("; ", wrong.get("filters")))));
        }
        parts.add(Html.of(
                Tag.P,
                Html.of(
                        Tag.BUTTON,
                        css("calm"),
                        attr(Name.TYPE, "submit"),
                        attr(Name.NAME, "do"),
                        attr(Name.VALUE, "another-filter"),
                        attr(Name.DATA_MOST, Integer.toString(MOST_FILTERS)),
                        Html.text("Another filter")),
                Html.of(Tag.SPAN, css("hint"), Html.text(" At most " + MOST_FILTERS + " here; the API takes more."))));
        return Html.all(parts);
    }

    private static Html filter(Inputs inputs, int i, int rows, boolean focused) {
        Map<String, String> protocols = new LinkedHashMap<>();
        protocols.put("", "Any");
        protocols.put("TCP", "TCP");
        protocols.put("UDP", "UDP");
        Part[] focus = focused ? new Part[] {attr(Name.AUTOFOCUS, "autofocus")} : new Part[0];
        return Html.of(
                Tag.FIELDSET,
                css("filter"),
                Html.of(Tag.LEGEND, Html.text("Filter " + (i + 1))),
                Html.of(
                        Tag.DIV,
                        css("five"),
                        inputs.choice(input(i, "protocol"), "Protocol", "", protocols),
                        inputs.text(input(i, "localIPAddress"), "Address of the machine", "", focus),
                        inputs.text(input(i, "localPort"), "Port of the machine", ""),
                        inputs.text(input(i, "remoteIPAddress"), "Address of the other side", ""),
                        inputs.text(input(i, "remotePort"), "Port of the other side", "")),
                rows == 1
                        ? Html.none()
                        : Html.of(
                                Tag.BUTTON,
                                css("calm"),
                                attr(Name.TYPE, "submit"),
                                attr(Name.NAME, "do"),
                                attr(Name.VALUE, "without-filter-" + i),
                                Html.text("Remove filter " + (i + 1))));
    }

    private Html places(Inputs inputs) {
        Map<String, String> keep = new LinkedHashMap<>();
        keep.put("", "As the settings say");
        keep.put("storage", "Storage account");
        keep.put("machine", "On the machine only");
        keep.put("both", "Both");
        Map<String, String> accounts = new LinkedHashMap<>();
        accounts.put("", "That of the machine's region");
        Map<String, String> byName = new TreeMap<>();
        policy.storageAccounts()
                .forEach((region, account) ->
                        byName.merge(account.name(), region.name(), (one, other) -> one + ", " + other));
        byName.forEach((name, regions) -> accounts.put(name, name + " (" + regions + ")"));
        return Html.all(
                three(
                        inputs.choice("saveTo", "Kept in", "", keep),
                        inputs.choice("storageAccount", "Storage account", "", accounts)),
                three(
                        inputs.text(
                                "blobPath",
                                "Path in the account",
                                "such as incident-42/web.cap, in the container " + policy.container()),
                        inputs.text(
                                "localPath", "Path on the machine", "such as /var/captures/web.cap or D:\\web.cap")));
    }

    /** The named wishes of the settings, with what is in them. */
    private Map<String, String> profiles(String none) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("", none);
        new TreeMap<>(policy.profiles()).forEach((name, wish) -> options.put(name, name + " (" + words(wish) + ")"));
        return options;
    }

    private static String words(CaptureWish wish) {
        return Amounts.length(wish.timeLimit()) + ", "
                + (wish.filters().isEmpty()
                        ? "all packets"
                        : Amounts.counted(wish.filters().size(), "filter", "filters"));
    }

    private static Html group(String legend, Html content) {
        return Html.of(Tag.FIELDSET, css("group"), Html.of(Tag.LEGEND, Html.text(legend)), content);
    }

    private static Html three(Html... fields) {
        return Html.of(Tag.DIV, css("three"), Html.all(fields));
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
}

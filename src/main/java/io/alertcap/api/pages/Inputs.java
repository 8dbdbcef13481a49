package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of one form: each with its label, what stands in it, a hint, and beside it what is wrong with it. */
final class Inputs {
    private final Map<String, String> filled;
    private final Map<String, List<String>> wrong;
    private final Map<String, String> labels = new LinkedHashMap<>();

    /**
     * Fields.
     *
     * @param filled what stands in them, by their names
     * @param wrong what is wrong with them, by their names
     */
    Inputs(Map<String, String> filled, Map<String, List<String>> wrong) {
        this.filled = Map.copyOf(filled);
        this.wrong = Map.copyOf(wrong);
    }

    /** The labels of the fields that were made, by their names. */
    Map<String, String> labels() {
        return labels;
    }

    /** What a field is called in the document: names may hold brackets and dots. */
    static String idOf(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** A line of text. */
    Html text(String name, String label, String hint, Part... more) {
        List<Part> parts = new ArrayList<>(List.of(
                attr(Name.ID, idOf(name)),
                attr(Name.NAME, name),
                attr(Name.TYPE, "text"),
                attr(Name.AUTOCOMPLETE, "off"),
                attr(Name.SPELLCHECK, "false"),
                attr(Name.VALUE, filled.getOrDefault(name, ""))));
        parts.addAll(List.of(more));
        return field(name, label, hint, Tag.INPUT, parts);
    }

    /** A whole number. */
    Html number(String name, String label, String hint) {
        return text(name, label, hint, attr(Name.INPUTMODE, "numeric"));
    }

    /** A moment, as browsers know it: without a zone. */
    Html moment(String name, String label, String hint) {
        return field(
                name,
                label,
                hint,
                Tag.INPUT,
                new ArrayList<>(List.of(
                        attr(Name.ID, idOf(name)),
                        attr(Name.NAME, name),
                        attr(Name.TYPE, "datetime-local"),
                        attr(Name.VALUE, filled.getOrDefault(name, "")))));
    }

    /**
     * One of several.
     *
     * @param options the words for each value, in their order
     */
    Html choice(String name, String label, String hint, Map<String, String> options) {
        List<Part> parts = new ArrayList<>(List.of(attr(Name.ID, idOf(name)), attr(Name.NAME, name)));
        options.forEach((value, words) -> parts.add(
                value.equals(filled.getOrDefault(name, ""))
                        ? Html.of(
                                Tag.OPTION, attr(Name.VALUE, value), attr(Name.SELECTED, "selected"), Html.text(words))
                        : Html.of(Tag.OPTION, attr(Name.VALUE, value), Html.text(words))));
        return field(name, label, hint, Tag.SELECT, parts);
    }

    private Html field(String name, String label, String hint, Tag tag, List<Part> parts) {
        labels.put(name, label);
        String id = idOf(name);
        List<String> problems = wrong.getOrDefault(name, List.of());
        List<String> described = new ArrayList<>();
        if (!hint.isEmpty()) {
            described.add(id + "-hint");
        }
        if (!problems.isEmpty()) {
            described.add(id + "-wrong");
            parts.add(attr(Name.ARIA_INVALID, "true"));
        }
        if (!described.isEmpty()) {
            parts.add(attr(Name.ARIA_DESCRIBEDBY, String.join(" ", described)));
        }
        return Html.of(
                Tag.DIV,
                Html.of(Tag.LABEL, attr(Name.FOR, id), Html.text(label)),
                Html.of(tag, parts.toArray(Part[]::new)),
                hint.isEmpty()
                        ? Html.none()
                        : Html.of(Tag.P, css("hint"), attr(Name.ID, id + "-hint"), Html.text(hint)),
                problems.isEmpty()
                        ? Html.none()
                        : Html.of(
                                Tag.P,
                                css("problem"),
                                attr(Name.ID, id + "-wrong"),
                                Html.text(String.join("; ", problems))));
    }
}

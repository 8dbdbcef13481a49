package io.alertcap.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as alerts need it read: without regard to the case of its keys, because the wire and the documentation
 * differ ({@code alertRuleID}, {@code alertRuleId}), and with null, absent and empty text taken for the same. Each
 * reading method says what it does with a value of another type: {@code needed} ones record an error, the others a
 * warning.
 */
final class Fields {
    private static final int MAX_NAME = 256;
    private static final int MAX_PROPERTIES = 100;
    /** Azure writes 7 digits of a second's fraction, java.time reads 9; whatever else there may be is cut off. */
    private static final Pattern LONG_FRACTION = Pattern.compile("(\\.\\d{9})\\d+");

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final String pointer;
    private final JsonNode object;
    private final Findings findings;

    Fields(JsonNode object, Findings findings) {
        this("", object, findings);
    }

    private Fields(String pointer, JsonNode object, Findings findings) {
        this.pointer = pointer;
        this.object = object;
        this.findings = findings;
    }

    private record Member(String pointer, JsonNode value) {
        boolean isAbsent() {
            return value.isNull() || value.isMissingNode();
        }
    }

    boolean has(String name) {
        return !member(name).isAbsent();
    }

    /** Where a member is, or would be, as a JSON pointer (RFC 6901). */
    String at(String name) {
        return member(name).pointer;
    }

    /** An object; an empty one if it is absent or something else. */
    Fields object(String name) {
        Member member = member(name);
        if (!member.isAbsent() && !member.value.isObject()) {
            findings.warning(member.pointer, "Must be an object; it was passed over.");
        }
        return new Fields(member.pointer, member.value, findings);
    }

    Fields neededObject(String name) {
        Member member = member(name);
        if (!member.isAbsent() && !member.value.isObject()) {
            findings.error(member.pointer, "Must be an object.");
        }
        return new Fields(member.pointer, member.value, findings);
    }

    /** An array's elements, each as an object; an element that is none is an empty object, so that places are kept. */
    List<Fields> objects(String name) {
        Member member = member(name);
        List<Fields> objects = new ArrayList<>();
        if (member.value.isArray()) {
            member.value.forEach(element -> objects.add(new Fields(member.pointer, element, findings)));
        }
        return objects;
    }

    /** The elements of an array; none if it is absent or something else. */
    Iterable<JsonNode> elements(String name) {
        JsonNode value = member(name).value;
        return value.isArray() ? value : List.of();
    }

    /** The texts in an array; whatever else is in it, or in its place, is skipped. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        elements(name).forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.textValue());
            }
        });
        return texts;
    }

    List<String> neededTexts(String name) {
        Member member = member(name);
        if (!member.isAbsent() && !member.value.isArray()) {
            findings.error(member.pointer, "Must be an array of texts.");
        }
        int index = 0;
        for (JsonNode element : elements(name)) {
            if (!element.isTextual() && !element.isNull()) {
                findings.error(member.pointer + "/" + index, "Must be a text.");
            }
            index++;
        }
        return texts(name);
    }

    /** A text, number or boolean as text; null if it is absent, blank or something else. */
    @Nullable
    String text(String name) {
        Member member = member(name);
        if (member.value.isContainerNode()) {
            findings.warning(member.pointer, "Must be a text; it was passed over.");
            return null;
        }
        String text = member.isAbsent() ? "" : member.value.asText().strip();
        return text.isEmpty() ? null : text;
    }

    /** As {@link #text}, without a warning: for places that may hold anything. */
    @Nullable
    String quietText(String name) {
        return member(name).value.isContainerNode() ? null : text(name);
    }

    @Nullable
    String neededText(String name) {
        Member member = member(name);
        if (!member.isAbsent() && !member.value.isTextual()) {
            findings.error(member.pointer, "Must be a text.");
            return null;
        }
        return text(name);
    }

    List<String> neededTextAsList(String name) {
        String text = neededText(name);
        return text == null ? List.of() : List.of(text);
    }

    /** A text fit for one line of a log or a message: no line breaks, no other invisible characters, not long. */
    @Nullable
    String name(String name) {
        String text = text(name);
        return text == null ? null : Text.line(text, MAX_NAME);
    }

    /** An id, which must not be shortened: null, with a warning, if it is too long or has invisible characters. */
    @Nullable
    String id(String name) {
        return usableId(name, text(name));
    }

    @Nullable
    String neededId(String name) {
        return usableId(name, neededText(name));
    }

    private @Nullable String usableId(String name, @Nullable String text) {
        if (text != null && !text.equals(Text.line(text, ResourceId.MAX_LENGTH))) {
            findings.warning(at(name), "Longer than an id can be, or with invisible characters; it was passed over.");
            return null;
        }
        return text;
    }

    /** A time; without an offset it is UTC. Null, with a warning, if it cannot be read. */
    @Nullable
    Instant instant(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    LONG_FRACTION.matcher(text).replaceFirst("$1"), OffsetDateTime::from, LocalDateTime::from);
            Instant instant = time instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.from(time).toInstant();
            if (instant.isAfter(EARLIEST) && instant.isBefore(LATEST)) {
                return instant;
            }
        } catch (DateTimeException unreadable) {
            // Falls through to the warning: a date never decides whether packets are captured.
        }
        findings.warning(at(name), "No time of this century as in 2026-03-02T10:15:24.3713213Z; it was passed over.");
        return null;
    }

    /** An object's members that are texts, numbers or booleans; a warning for each that is something else. */
    Map<String, String> scalars(String name) {
        Map<String, String> scalars = new LinkedHashMap<>();
        Fields fields = object(name);
        for (Map.Entry<String, JsonNode> property : fields.object.properties()) {
            String at = fields.pointerTo(property.getKey());
            if (property.getValue().isContainerNode()) {
                findings.warning(at, "Must be a text, number or boolean; it was left out.");
            } else if (scalars.size() == MAX_PROPERTIES) {
                findings.warning(at, "Only " + MAX_PROPERTIES + " properties are read; the rest was left out.");
                break;
            } else if (!property.getValue().isNull()) {
                scalars.put(property.getKey(), property.getValue().asText());
            }
        }
        return scalars;
    }

    /** The member of that very name, or else the first that differs in case only; one that is null counts last. */
    private Member member(String name) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode() && !exact.isNull()) {
            return new Member(pointerTo(name), exact);
        }
        Member found = new Member(pointerTo(name), MissingNode.getInstance());
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            if (property.getKey().equalsIgnoreCase(name) && found.isAbsent()) {
                found = new Member(pointerTo(property.getKey()), property.getValue());
            }
        }
        return found;
    }

    private String pointerTo(String name) {
        return pointer + "/" + Text.line(name.replace("~", "~0").replace("/", "~1"), MAX_NAME);
    }
}

package io.alertcap.evidence;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a JSON object as one line, fields in the order in which they are put: the same values give the same bytes. */
public final class JsonText {
    private final StringBuilder text = new StringBuilder("{");

    /** A text, or null. */
    public JsonText put(String field, @Nullable String value) {
        name(field);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    public JsonText put(String field, long value) {
        name(field).append(value);
        return this;
    }

    /** An object of texts, in the map's order. */
    public JsonText put(String field, Map<String, String> values) {
        JsonText object = new JsonText();
        values.forEach(object::put);
        return putJson(field, object.toString());
    }

    public JsonText put(String field, List<String> values) {
        name(field).append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            quote(values.get(i));
        }
        text.append(']');
        return this;
    }

    /** A value that is JSON already. */
    public JsonText putJson(String field, String json) {
        name(field).append(json);
        return this;
    }

    private StringBuilder name(String field) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(field);
        return text.append(':');
    }

    /** By RFC 8259, section 7. Half a surrogate pair has no UTF-8, so it is escaped too. */
    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (pair) {
                text.append(c).append(value.charAt(++i));
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** The object so far; more may be put after. */
    @Override
    public String toString() {
        return text + "}";
    }
}

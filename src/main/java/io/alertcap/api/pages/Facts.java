package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.css;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names and values; what is not known is left out. */
final class Facts {
    private final List<Html> rows = new ArrayList<>();

    Facts add(String name, @Nullable String value) {
        return value == null || value.isBlank() ? this : add(name, Html.text(value));
    }

    /** Something to be copied: an id, an address, a checksum. */
    Facts code(String name, @Nullable String value) {
        return value == null || value.isBlank() ? this : add(name, Html.of(Tag.CODE, breakable(value)));
    }

    /** May be broken after a slash, and is one word when it is copied. */
    private static Html breakable(String text) {
        List<Html> parts = new ArrayList<>();
        int begin = 0;
        for (int slash = text.indexOf('/', 1); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            parts.add(Html.text(text.substring(begin, slash + 1)));
            parts.add(Html.of(Tag.WBR));
            begin = slash + 1;
        }
        parts.add(Html.text(text.substring(begin)));
        return Html.all(parts);
    }

    Facts moment(String name, @Nullable Instant at, Instant now) {
        return at == null ? this : add(name, Html.all(Words.moment(at, now), Html.text(", "), Words.ago(at, now)));
    }

    Facts add(String name, Html value) {
        rows.add(Html.of(Tag.DIV, Html.of(Tag.DT, Html.text(name)), Html.of(Tag.DD, value)));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Html html() {
        return Html.of(Tag.DL, css("facts"), Html.all(rows));
    }
}

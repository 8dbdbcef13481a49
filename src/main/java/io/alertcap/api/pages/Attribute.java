package io.alertcap.api.pages;

import java.util.Locale;
import java.util.regex.Pattern;

/** An attribute of an element. None is a program, and an address leads nowhere but to this host. */
record Attribute(Name name, String value) implements Part {
    private static final Pattern ADDRESS = Pattern.compile("/(api/pages|api/session|\\.auth/login)([/?].*)?|[?#].*");

    /** The attributes that pages use. */
    enum Name {
        ACTION,
        ARIA_CURRENT,
        ARIA_HIDDEN,
        ARIA_INVALID,
        ARIA_LABEL,
        ARIA_DESCRIBEDBY,
        ARIA_LABELLEDBY,
        AUTOCOMPLETE,
        AUTOFOCUS,
        CHARSET,
        CLASS,
        CONTENT,
        DATA_COPY,
        DATA_LABEL,
        DATA_LIVE,
        DATA_MOST,
        DATA_SAY,
        DATETIME,
        DEFER,
        FOR,
        FORM,
        HREF,
        HTTP_EQUIV,
        ID,
        INPUTMODE,
        LANG,
        MAX,
        METHOD,
        NAME,
        OPEN,
        REL,
        REQUIRED,
        ROLE,
        SCOPE,
        SELECTED,
        SPELLCHECK,
        SRC,
        TABINDEX,
        TITLE,
        TYPE,
        VALUE;

        private boolean isAddress() {
            return this == HREF || this == SRC || this == ACTION;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @throws IllegalArgumentException if it is an address that leads elsewhere */
    Attribute {
        if (name.isAddress() && !ADDRESS.matcher(value).matches()) {
            throw new IllegalArgumentException("Pages lead to this host only, not to " + value);
        }
    }

    static Attribute attr(Name name, String value) {
        return new Attribute(name, value);
    }

    static Attribute css(String names) {
        return new Attribute(Name.CLASS, names);
    }
}

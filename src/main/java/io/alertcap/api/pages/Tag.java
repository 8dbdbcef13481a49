package io.alertcap.api.pages;

import java.util.Locale;

/** The elements that pages are made of. There is none whose text would be read as anything but text. */
enum Tag {
    A,
    ARTICLE,
    BODY,
    BUTTON,
    CODE,
    DD,
    DETAILS,
    DIV,
    DL,
    DT,
    FIELDSET,
    FOOTER,
    FORM,
    H1,
    H2,
    H3,
    HEAD,
    HEADER,
    HTML,
    INPUT(Content.VOID),
    LABEL,
    LEGEND,
    LI,
    LINK(Content.VOID),
    MAIN,
    META(Content.VOID),
    NAV,
    NOSCRIPT,
    OL,
    OPTION,
    P,
    PRE,
    PROGRESS,
    SCRIPT(Content.NOTHING),
    SECTION,
    SELECT,
    SPAN,
    STRONG,
    SUMMARY,
    TABLE,
    TBODY,
    TD,
    TH,
    THEAD,
    TIME,
    TITLE,
    TR,
    UL,
    WBR(Content.VOID);

    /** What may be between begin and end. */
    enum Content {
        ANYTHING,
        /** Nothing: its content would be read as a program. */
        NOTHING,
        /** Nothing, nor is there an end. */
        VOID
    }

    private final Content content;

    Tag() {
        this(Content.ANYTHING);
    }

    Tag(Content content) {
        this.content = content;
    }

    Content content() {
        return content;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

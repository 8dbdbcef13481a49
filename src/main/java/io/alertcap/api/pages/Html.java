package io.alertcap.api.pages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Markup as values. Text gets in as text only, escaped where it is written: whatever an alert, Azure or a caller says, it
 * never becomes markup.
 */
sealed interface Html extends Part {
    /** An element, of its attributes and what is in it. */
    static Html of(Tag tag, Part... parts) {
        List<Attribute> attributes = new ArrayList<>();
        List<Html> children = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Attribute attribute) {
                attributes.add(attribute);
            } else {
                children.add((Html) part);
            }
        }
        return new Element(tag, attributes, children);
    }

    static Html text(String text) {
        return new Text(text);
    }

    /** One after another. */
    static Html all(Collection<? extends Html> parts) {
        return new Several(List.copyOf(parts));
    }

    static Html all(Html... parts) {
        return new Several(List.of(parts));
    }

    static Html none() {
        return new Several(List.of());
    }

    void write(StringBuilder out);

    /** A whole document. */
    default String document() {
        StringBuilder out = new StringBuilder(16_384).append("<!DOCTYPE html>\n");
        write(out);
        return out.append('\n').toString();
    }

    /** An element. */
    record Element(Tag tag, List<Attribute> attributes, List<Html> children) implements Html {
        public Element {
            attributes = List.copyOf(attributes);
            children = List.copyOf(children);
            if (tag.content() != Tag.Content.ANYTHING && !children.isEmpty()) {
                throw new IllegalArgumentException("Nothing can be in a " + tag);
            }
        }

        @Override
        public void write(StringBuilder out) {
            out.append('<').append(tag);
            for (Attribute attribute : attributes) {
                out.append(' ').append(attribute.name()).append("=\"");
                escape(attribute.value(), out);
                out.append('"');
            }
            out.append('>');
            if (tag.content() != Tag.Content.VOID) {
                children.forEach(child -> child.write(out));
                out.append("</").append(tag).append('>');
            }
        }
    }

    /** Text. */
    record Text(String text) implements Html {
        @Override
        public void write(StringBuilder out) {
            escape(text, out);
        }
    }

    /** Several. */
    record Several(List<Html> parts) implements Html {
        @Override
        public void write(StringBuilder out) {
            parts.forEach(part -> part.write(out));
        }
    }

    /** As text between tags and in quoted attributes alike; what no HTML text may hold is shown as a lozenge. */
    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append(c);
                default -> out.append(Character.isISOControl(c) ? '\uFFFD' : c);
            }
        }
    }
}

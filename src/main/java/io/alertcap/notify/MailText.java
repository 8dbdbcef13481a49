package io.alertcap.notify;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notice.Fact;

/**
 * A notice as a mail says it, twice: for people who read plain text, and as HTML without anything that is fetched.
 *
 * @param subject one line
 */
record MailText(String subject, String plain, String html) {
    private static final int MAX_SUBJECT = 200;
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_LABEL = 80;
    private static final int MAX_FACTS = 50;
    private static final int MAX_STEPS = 10;

    static MailText of(Notice notice) {
        return new MailText(PlainText.line(notice.headline(), MAX_SUBJECT), plain(notice), html(notice));
    }

    private static String plain(Notice notice) {
        StringBuilder text = new StringBuilder();
        text.append(PlainText.line(notice.headline(), MAX_TEXT)).append("\r\n\r\n");
        notice.facts().stream()
                .limit(MAX_FACTS)
                .forEach(fact -> text.append(PlainText.line(fact.label(), MAX_LABEL))
                        .append(": ")
                        .append(PlainText.line(fact.value(), MAX_TEXT))
                        .append("\r\n"));
        if (!notice.next().isEmpty()) {
            text.append("\r\nWhat to do next\r\n");
            notice.next().stream()
                    .limit(MAX_STEPS)
                    .forEach(step -> text.append("- ")
                            .append(PlainText.line(step, MAX_TEXT))
                            .append("\r\n"));
        }
        return text.append("\r\n")
                .append(PlainText.line(origin(notice), MAX_TEXT))
                .append("\r\n")
                .toString();
    }

    private static String html(Notice notice) {
        StringBuilder html = new StringBuilder(
                        "<!DOCTYPE html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(escaped(notice.headline(), MAX_SUBJECT))
                .append("</title></head>\r\n<body style=\"font-family:sans-serif\">\r\n<h1 style=\"font-size:1.3em\">")
                .append(escaped(notice.headline(), MAX_TEXT))
                .append("</h1>\r\n");
        if (!notice.facts().isEmpty()) {
            html.append("<table>\r\n");
            for (Fact fact : notice.facts().stream().limit(MAX_FACTS).toList()) {
                html.append("<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding-right:1em\">")
                        .append(escaped(fact.label(), MAX_LABEL))
                        .append("</th><td style=\"word-break:break-word\">")
                        .append(escaped(fact.value(), MAX_TEXT))
                        .append("</td></tr>\r\n");
            }
            html.append("</table>\r\n");
        }
        if (!notice.next().isEmpty()) {
            html.append("<h2 style=\"font-size:1.1em\">What to do next</h2>\r\n<ul>\r\n");
            notice.next().stream()
                    .limit(MAX_STEPS)
                    .forEach(step ->
                            html.append("<li>").append(escaped(step, MAX_TEXT)).append("</li>\r\n"));
            html.append("</ul>\r\n");
        }
        return html.append("<p><small>")
                .append(escaped(origin(notice), MAX_TEXT))
                .append("</small></p>\r\n</body></html>\r\n")
                .toString();
    }

    private static String origin(Notice notice) {
        return "Alertcap, capture " + notice.subject() + ", " + notice.at();
    }

    /** No markup of anybody else's, and no line so long that a server would break it. */
    private static String escaped(String text, int most) {
        return PlainText.line(text, most, MailText::escape);
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> Character.toString(codePoint);
        };
    }
}

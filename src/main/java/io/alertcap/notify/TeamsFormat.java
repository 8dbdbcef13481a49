package io.alertcap.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notice.Fact;
import java.util.regex.Pattern;

/**
 * A message with an Adaptive Card, as the workflow trigger "When a Teams webhook request is received" takes it. Text
 * blocks and facts of a card are read as a subset of Markdown, so whatever could be markup in a text is escaped.
 *
 * @see <a href="https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format">Cards</a>
 */
final class TeamsFormat implements MessageFormat {
    /** In bytes. Teams refuses messages above 28 KB; the rest is for what the workflow wraps around ours. */
    static final int MAX_BYTES = 24 * 1024;

    private static final int MAX_TEXT = 1_000;
    private static final int MAX_LABEL = 80;
    private static final int MAX_FACTS = 30;
    private static final int MAX_STEPS = 10;

    private static final String MARKUP = "\\`*_~[](){}<>|&";
    /** What would make a list, a heading or a rule of its line; the backslash goes behind the match. */
    private static final Pattern LINE_START = Pattern.compile("^(\\d{1,9}(?=\\.(?: |$))|(?=[-+#=]))");

    @Override
    public Payload render(Notice notice) {
        int most = MAX_TEXT;
        Payload payload = render(notice, most);
        // Many long texts: all become shorter, none is dropped. Ends, since labels and counts are bounded too.
        while (payload.bytes().length > MAX_BYTES) {
            most /= 2;
            payload = render(notice, most);
        }
        return payload;
    }

    private static Payload render(Notice notice, int most) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("type", "message");
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        attachment.putNull("contentUrl");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        card.putObject("msteams").put("width", "Full");
        ArrayNode body = card.putArray("body");
        textBlock(body, escaped(notice.headline(), most)).put("size", "Large").put("weight", "Bolder");
        if (!notice.facts().isEmpty()) {
            ArrayNode facts = body.addObject().put("type", "FactSet").putArray("facts");
            for (Fact fact : notice.facts().stream().limit(MAX_FACTS).toList()) {
                facts.addObject()
                        .put("title", escaped(fact.label(), Math.min(most, MAX_LABEL)))
                        .put("value", escaped(fact.value(), most));
            }
        }
        if (!notice.next().isEmpty()) {
            textBlock(body, "What to do next").put("weight", "Bolder");
            notice.next().stream().limit(MAX_STEPS).forEach(step -> textBlock(body, escaped(step, most)));
        }
        textBlock(body, escaped("Alertcap, capture " + notice.subject() + ", " + notice.at(), most))
                .put("size", "Small")
                .put("isSubtle", true);
        return new Payload("application/json; charset=UTF-8", message.toString());
    }

    private static ObjectNode textBlock(ArrayNode body, String text) {
        return body.addObject().put("type", "TextBlock").put("text", text).put("wrap", true);
    }

    private static String escaped(String text, int most) {
        String line = PlainText.line(text, most, TeamsFormat::escape);
        return LINE_START.matcher(line).replaceFirst("$1\\\\");
    }

    /** A backslash makes any ASCII punctuation plain in Markdown; without {@code (} there is no {@code {{DATE()}}}. */
    private static String escape(int codePoint) {
        String character = Character.toString(codePoint);
        return MARKUP.contains(character) ? "\\" + character : character;
    }
}

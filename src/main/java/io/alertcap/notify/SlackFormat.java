package io.alertcap.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notice.Fact;
import java.util.List;

/**
 * A message for a Slack incoming webhook, in blocks. Values are {@code plain_text}, in which Slack looks for no
 * formatting, links, mentions or emoji: a rule named {@code <!channel>} wakes nobody. Only our own labels are
 * {@code mrkdwn}, for the bold face.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Block Kit, with its limits</a>
 */
final class SlackFormat implements MessageFormat {
    private static final int MAX_HEADER = 150;
    private static final int MAX_SECTION_TEXT = 3_000;
    private static final int MAX_FIELD = 2_000;
    private static final int MAX_FALLBACK = 1_000;
    private static final int MAX_STEP = 500;
    private static final int MAX_STEPS = 10;
    /** A section has at most 10 fields, and a fact takes two of them: label and value stand side by side. */
    private static final int FACTS_PER_SECTION = 5;

    private static final int MAX_FACTS = 30;

    @Override
    public Payload render(Notice notice) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        // What a notification on a phone shows. It is read as mrkdwn, where even a bare @here may count.
        message.put("text", PlainText.line(notice.headline(), MAX_FALLBACK, SlackFormat::escapeWithMentions));
        message.put("mrkdwn", false);
        ArrayNode blocks = message.putArray("blocks");
        block(blocks, "header").set("text", plain(line(notice.headline(), MAX_HEADER)));
        List<Fact> facts = notice.facts().stream().limit(MAX_FACTS).toList();
        for (int from = 0; from < facts.size(); from += FACTS_PER_SECTION) {
            ArrayNode fields = block(blocks, "section").putArray("fields");
            for (Fact fact : facts.subList(from, Math.min(from + FACTS_PER_SECTION, facts.size()))) {
                fields.add(label(fact.label()));
                fields.add(plain(line(fact.value(), MAX_FIELD)));
            }
        }
        if (!notice.next().isEmpty()) {
            block(blocks, "section").set("text", plain(steps(notice.next())));
        }
        block(blocks, "context")
                .putArray("elements")
                .add(plain(line("Alertcap, capture " + notice.subject() + ", " + notice.at(), MAX_FIELD)));
        return new Payload("application/json; charset=UTF-8", message.toString());
    }

    private static String steps(List<String> next) {
        StringBuilder text = new StringBuilder("What to do next:");
        for (String step : next.stream().limit(MAX_STEPS).toList()) {
            String line = "\n• " + line(step, MAX_STEP);
            if (text.length() + line.length() > MAX_SECTION_TEXT) {
                break;
            }
            text.append(line);
        }
        return text.toString();
    }

    private static ObjectNode block(ArrayNode blocks, String type) {
        return blocks.addObject().put("type", type);
    }

    private static ObjectNode label(String text) {
        String bold = PlainText.line(text, MAX_HEADER, SlackFormat::escapeWithMentions)
                .replace("*", "");
        // verbatim: no bare name or address in it becomes a mention or a link.
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "mrkdwn")
                .put("text", "*" + (bold.isEmpty() ? "-" : bold) + "*")
                .put("verbatim", true);
    }

    private static ObjectNode plain(String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "plain_text")
                .put("text", text)
                .put("emoji", false);
    }

    /** Slack refuses a whole message for one empty text. */
    private static String line(String text, int most) {
        String line = PlainText.line(text, most, SlackFormat::escape);
        return line.isEmpty() ? "-" : line;
    }

    /** The three characters that Slack wants escaped everywhere; with them escaped no {@code <!...>} is left. */
    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(codePoint);
        };
    }

    private static String escapeWithMentions(int codePoint) {
        // U+2060, word joiner: invisible, and no mention begins with it.
        return codePoint == '@' ? "@\u2060" : escape(codePoint);
    }
}

package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What must be true of text from an alert where it is shown. */
final class Harmless {
    /** What starts a line, moves a cursor or turns the direction of reading; the word joiner is ours, against mentions. */
    static final String CONTROLS = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\u2060]]";

    private Harmless() {}

    /** JSON escapes what would end a line; what a terminal or a browser does with the text itself is another matter. */
    static void noControls(String where, JsonNode node) {
        if (node.isTextual()) {
            assertThat(node.textValue()).as(where).doesNotContainPattern(CONTROLS);
        }
        node.properties().forEach(field -> noControls(where, field.getValue()));
        if (node.isArray()) {
            node.forEach(element -> noControls(where, element));
        }
    }

    static void slack(JsonNode message) {
        assertThat(message.get("text").asText()).doesNotContain("<", ">").doesNotContainPattern("@[a-z]");
        for (JsonNode text : message.findParents("type")) {
            String written = text.path("text").isTextual() ? text.get("text").asText() : "";
            assertThat(written).doesNotContain("<", ">");
            if (text.get("type").asText().equals("mrkdwn")) {
                // Ours, every one: nothing of an alert is read as markup.
                assertThat(written).matches("\\*[A-Za-z0-9 -]+\\*");
            }
        }
    }

    static void teams(JsonNode message) {
        List<String> texts = new ArrayList<>(message.findValuesAsText("text"));
        texts.addAll(message.findValuesAsText("value"));
        assertThat(texts)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(text.replaceAll("\\\\[\\\\`*_~\\[\\](){}<>|&=#+.-]", ""))
                        .doesNotContainPattern("[`*_~\\[\\](){}<>|&]")
                        .doesNotStartWith("=")
                        .doesNotStartWith("#"));
    }
}

package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.capture.Notice;
import io.alertcap.notify.MessageFormat.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final SlackFormat format = new SlackFormat();

    @Test
    void writes_a_finished_capture() throws Exception {
        Payload payload = format.render(Notices.finished());

        assertThat(payload.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(JSON.readTree(payload.bytes())).isEqualTo(JSON.readTree("""
                {
                  "text": "Capture of web-1 is complete",
                  "mrkdwn": false,
                  "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Capture of web-1 is complete", "emoji": false}},
                    {"type": "section", "fields": [
                      {"type": "mrkdwn", "text": "*Machine*", "verbatim": true},
                      {"type": "plain_text", "text": "web-1 (Linux, westeurope)", "emoji": false},
                      {"type": "mrkdwn", "text": "*Packets*", "verbatim": true},
                      {"type": "plain_text", "text": "789 in 123456 bytes", "emoji": false}
                    ]},
                    {"type": "section", "text": {
                      "type": "plain_text",
                      "text": "What to do next:\\n• Open it in Wireshark.\\n• az storage blob download --blob-url FILE -f web-1.cap",
                      "emoji": false
                    }},
                    {"type": "context", "elements": [
                      {"type": "plain_text", "text": "Alertcap, capture 0123456789abcdef, 2026-11-21T10:05:41Z", "emoji": false}
                    ]}
                  ]
                }
                """.replace("FILE", Notices.FILE)));
    }

    @Test
    void a_notice_without_facts_and_advice_has_a_header_and_a_context() throws Exception {
        JsonNode blocks = message(Notices.refused()).get("blocks");

        assertThat(blocks.findValuesAsText("type")).startsWith("header");
        assertThat(blocks).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!channel> look",
                "<!here|here>",
                "<@U012AB3CD>",
                "<https://evil.example|https://portal.azure.com>",
                "<script>alert(1)</script>",
                "a & b"
            })
    void no_control_sequence_of_slack_gets_through(String text) throws Exception {
        for (JsonNode written : message(Notices.saying(text)).findValues("text")) {
            if (written.isTextual()) {
                assertThat(written.textValue()).doesNotContain("<", ">").doesNotContainPattern("&(?!amp;|lt;|gt;)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"@here", "@channel", "@everyone", "mail ops@contoso.com"})
    void a_bare_mention_is_broken_wherever_slack_might_look_for_one(String text) throws Exception {
        JsonNode message = message(Notices.saying(text));

        assertThat(message.get("text").textValue()).contains("@\u2060").doesNotContainPattern("@[a-z]");
        assertThat(message.at("/blocks/1/fields/0/type").textValue()).isEqualTo("mrkdwn");
        assertThat(message.at("/blocks/1/fields/0/text").textValue()).doesNotContainPattern("@[a-z]");
        // plain_text is not searched for mentions, and an address can be copied from it.
        assertThat(message.at("/blocks/1/fields/1/type").textValue()).isEqualTo("plain_text");
        assertThat(message.at("/blocks/1/fields/1/text").textValue()).isEqualTo(text);
    }

    @Test
    void a_text_cannot_add_lines_or_formatting() throws Exception {
        JsonNode message = message(Notices.saying("*bold*\n• fake step\u001b[1m"));

        assertThat(message.at("/blocks/0/text/text").textValue()).isEqualTo("*bold* • fake step [1m");
        assertThat(message.at("/blocks/1/fields/0/text").textValue()).isEqualTo("*bold • fake step [1m*");
        assertThat(message.at("/blocks/2/text/text").textValue().lines()).hasSize(2);
    }

    @Test
    void a_blank_text_becomes_a_dash_because_slack_refuses_empty_ones() throws Exception {
        JsonNode message = message(Notices.saying(" "));

        assertThat(message.at("/blocks/0/text/text").textValue()).isEqualTo("-");
        assertThat(message.at("/blocks/1/fields/0/text").textValue()).isEqualTo("*-*");
        assertThat(message.at("/blocks/1/fields/1/text").textValue()).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "&", "@", "*", "ü", "😀"})
    void keeps_to_slacks_limits(String character) throws Exception {
        JsonNode message = message(Notices.endless(character));

        assertThat(message.get("text").textValue()).hasSizeLessThanOrEqualTo(1_000);
        assertThat(message.get("blocks").size()).isLessThanOrEqualTo(50);
        for (JsonNode block : message.get("blocks")) {
            String type = block.get("type").textValue();
            assertThat(block.path("fields").size()).isLessThanOrEqualTo(10);
            for (JsonNode field : block.path("fields")) {
                assertThat(field.get("text").textValue()).hasSizeBetween(1, 2_000);
            }
            assertThat(block.at("/text/text").asText()).hasSizeLessThanOrEqualTo(type.equals("header") ? 150 : 3_000);
        }
    }

    private JsonNode message(Notice notice) throws Exception {
        return JSON.readTree(format.render(notice).bytes());
    }
}

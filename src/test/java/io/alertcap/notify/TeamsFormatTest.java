package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.capture.Notice;
import io.alertcap.notify.MessageFormat.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeamsFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final TeamsFormat format = new TeamsFormat();

    @Test
    void writes_a_finished_capture() throws Exception {
        Payload payload = format.render(Notices.finished());

        assertThat(payload.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(JSON.readTree(payload.bytes())).isEqualTo(JSON.readTree("""
                {
                  "type": "message",
                  "attachments": [{
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "contentUrl": null,
                    "content": {
                      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                      "type": "AdaptiveCard",
                      "version": "1.4",
                      "msteams": {"width": "Full"},
                      "body": [
                        {"type": "TextBlock", "text": "Capture of web-1 is complete", "wrap": true, "size": "Large", "weight": "Bolder"},
                        {"type": "FactSet", "facts": [
                          {"title": "Machine", "value": "web-1 \\\\(Linux, westeurope\\\\)"},
                          {"title": "Packets", "value": "789 in 123456 bytes"}
                        ]},
                        {"type": "TextBlock", "text": "What to do next", "wrap": true, "weight": "Bolder"},
                        {"type": "TextBlock", "text": "Open it in Wireshark.", "wrap": true},
                        {"type": "TextBlock", "text": "az storage blob download --blob-url FILE -f web-1.cap", "wrap": true},
                        {"type": "TextBlock", "text": "Alertcap, capture 0123456789abcdef, 2026-11-21T10:05:41Z", "wrap": true, "size": "Small", "isSubtle": true}
                      ]
                    }
                  }]
                }
                """.replace("FILE", Notices.FILE)));
    }

    @Test
    void a_notice_without_facts_and_advice_has_neither_list() throws Exception {
        assertThat(body(Notices.refused()).findValuesAsText("type")).containsExactly("TextBlock", "TextBlock");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "[portal](https://evil.example), \\[portal\\]\\(https://evil.example\\)",
                "![x](https://evil.example/pixel), !\\[x\\]\\(https://evil.example/pixel\\)",
                "**bold** _it_ ~~no~~ `code`, \\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\`",
                "<at>everyone</at>, \\<at\\>everyone\\</at\\>",
                "<img src=x onerror=alert(1)>, \\<img src=x onerror=alert\\(1\\)\\>",
                "{{DATE(2026-11-21T10:00:00Z)}}, \\{\\{DATE\\(2026-11-21T10:00:00Z\\)\\}\\}",
                "&lt;at&gt;, \\&lt;at\\&gt;",
                "C:\\captures, C:\\\\captures",
                "- item, \\- item",
                "+ item, \\+ item",
                "# heading, \\# heading",
                "1. item, 1\\. item",
                "10.0.0.4, 10.0.0.4",
                "web-1.contoso.com, web-1.contoso.com",
            })
    void markup_is_shown_as_it_was_written(String text, String expected) throws Exception {
        JsonNode body = body(Notices.saying(text));

        assertThat(body.at("/0/text").textValue()).isEqualTo(expected);
        assertThat(body.at("/1/facts/0/title").textValue()).isEqualTo(expected);
        assertThat(body.at("/1/facts/0/value").textValue()).isEqualTo(expected);
        assertThat(body.at("/3/text").textValue()).isEqualTo(expected);
    }

    @Test
    void a_text_cannot_add_lines() throws Exception {
        assertThat(body(Notices.saying("one\n\n- two\r- three\u001b[1m"))
                        .at("/0/text")
                        .textValue())
                .isEqualTo("one - two - three \\[1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\", "*", "\"", "ü", "漢", "😀"})
    void is_never_larger_than_teams_takes(String character) throws Exception {
        Payload payload = format.render(Notices.endless(character));

        assertThat(payload.bytes()).hasSizeLessThanOrEqualTo(TeamsFormat.MAX_BYTES);
        assertThat(JSON.readTree(payload.bytes()).at("/attachments/0/content/body/1/facts"))
                .hasSize(30);
    }

    private JsonNode body(Notice notice) throws Exception {
        return JSON.readTree(format.render(notice).bytes()).at("/attachments/0/content/body");
    }
}

package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.capture.Notice;
import io.alertcap.capture.NoticeKind;
import io.alertcap.notify.MessageFormat.Payload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudEventFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final CloudEventFormat format = new CloudEventFormat();

    @Test
    void writes_a_finished_capture() throws Exception {
        Payload payload = format.render(Notices.finished());

        assertThat(payload.contentType()).isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(JSON.readTree(payload.bytes())).isEqualTo(JSON.readTree("""
                {
                  "specversion": "1.0",
                  "id": "0123456789abcdef-finished",
                  "source": "/alertcap",
                  "type": "io.alertcap.capture.finished",
                  "subject": "0123456789abcdef",
                  "time": "2026-11-21T10:05:41Z",
                  "datacontenttype": "application/json",
                  "data": {
                    "headline": "Capture of web-1 is complete",
                    "facts": [
                      {"label": "Machine", "value": "web-1 (Linux, westeurope)"},
                      {"label": "Packets", "value": "789 in 123456 bytes"}
                    ],
                    "next": [
                      "Open it in Wireshark.",
                      "az storage blob download --blob-url FILE -f web-1.cap"
                    ],
                    "capture": {
                      "id": "0123456789abcdef",
                      "name": "web-1-20261121T100000Z",
                      "state": "closing",
                      "outcome": "complete",
                      "reason": "it ran its time",
                      "trigger": {
                        "kind": "alert",
                        "rule": "CPU > 90 %",
                        "alertId": "/subscriptions/1/alerts/2",
                        "severity": "Sev2",
                        "firedAt": "2026-11-21T10:00:00Z"
                      },
                      "target": {"id": "MACHINE", "name": "web-1", "instances": [], "region": "westeurope", "os": "Linux"},
                      "limits": {"timeLimitSeconds": 300, "totalBytes": 1073741824, "bytesPerPacket": 128},
                      "filters": [
                        {
                          "protocol": "TCP",
                          "localIPAddress": null,
                          "localPort": "443",
                          "remoteIPAddress": "10.0.0.1-10.0.0.9",
                          "remotePort": null
                        }
                      ],
                      "file": {
                        "state": "arrived",
                        "url": "FILE",
                        "path": "/var/captures/web-1.cap",
                        "bytes": 123456,
                        "packets": 789,
                        "sha256": "HASH",
                        "format": "pcap",
                        "problem": null,
                        "parts": [{"url": "FILE", "bytes": 123456, "packets": 789, "sha256": "HASH"}]
                      },
                      "coveredBy": null,
                      "createdAt": "2026-11-21T10:00:02Z",
                      "startedAt": "2026-11-21T10:00:10Z",
                      "stoppedAt": "2026-11-21T10:05:10Z",
                      "finishedAt": "2026-11-21T10:05:40Z"
                    }
                  }
                }
                """.replace("FILE", Notices.FILE)
                .replace("MACHINE", Notices.MACHINE)
                .replace("HASH", "ab".repeat(32))));
    }

    @Test
    void what_is_not_known_is_null_and_every_field_is_there() throws Exception {
        JsonNode refused = data(Notices.refused()).get("capture");
        JsonNode finished = data(Notices.finished()).get("capture");

        assertThat(refused.fieldNames()).toIterable().containsExactlyElementsOf(finished::fieldNames);
        assertThat(refused.get("file").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(finished.get("file")::fieldNames);
        for (String unknown : List.of("/name", "/startedAt", "/target/region", "/file/url", "/file/packets")) {
            assertThat(refused.at(unknown).isNull()).as(unknown).isTrue();
        }
        assertThat(refused.get("outcome").textValue()).isEqualTo("refused");
    }

    @Test
    void somebody_elses_capture_is_the_subject_and_no_capture_of_ours() throws Exception {
        String theirs =
                "/subscriptions/1/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w/packetCaptures/c";
        Notice notice = new Notice(
                "0123456789abcdef-foreign",
                NoticeKind.FOREIGN,
                Notices.finished().at(),
                theirs,
                null,
                "Packet capture c was not asked for here",
                List.of(),
                List.of());
        JsonNode event = JSON.readTree(format.render(notice).json());

        assertThat(event.get("type").textValue()).isEqualTo("io.alertcap.capture.foreign");
        assertThat(event.get("subject").textValue()).isEqualTo(theirs);
        assertThat(event.at("/data/capture").isNull()).isTrue();
    }

    /** Section 3.1 of the specification, and the rules on attribute names and values before it. */
    @ParameterizedTest
    @EnumSource(NoticeKind.class)
    void obeys_the_cloudevents_specification(NoticeKind kind) throws Exception {
        Notice of = Notices.finished();
        JsonNode event = JSON.readTree(
                format.render(new Notice(of.id(), kind, of.at(), of.capture(), of.headline(), of.facts(), of.next()))
                        .json());

        assertThat(event.get("specversion").textValue()).isEqualTo("1.0");
        for (String required : List.of("id", "source", "type")) {
            assertThat(event.get(required).textValue()).as(required).isNotEmpty();
        }
        assertThat(URI.create(event.get("source").textValue())).isNotNull();
        assertThat(event.get("type").textValue()).isEqualTo("io.alertcap.capture." + kind.wire());
        assertThat(OffsetDateTime.parse(event.get("time").textValue()).toInstant())
                .isEqualTo(of.at());
        assertThat(event.get("datacontenttype").textValue()).isEqualTo("application/json");
        assertThat(event.get("data").isObject()).isTrue();
        for (Map.Entry<String, JsonNode> attribute : event.properties()) {
            assertThat(attribute.getKey()).matches("[a-z0-9]{1,20}");
            assertThat(attribute.getKey().equals("data") || attribute.getValue().isTextual())
                    .as(attribute.getKey())
                    .isTrue();
        }
    }

    @Test
    void carries_no_control_character_and_no_lone_surrogate() throws Exception {
        Notice notice = Notices.saying("a\u001b[2J\r\nb\u202e\ud83d");

        JsonNode data = data(notice);

        assertThat(data.get("headline").textValue()).isEqualTo("a [2J b");
        assertThat(data.at("/facts/0/value").textValue()).isEqualTo("a [2J b");
        assertThat(data.at("/capture/trigger/rule").textValue()).isEqualTo("a [2J b");
        assertThat(data.at("/capture/reason").textValue()).isEqualTo("a [2J b");
        assertThat(format.render(notice).json()).doesNotContain("\\u001b", "\\n", "\\r", "\u202e");
    }

    @Test
    void bounds_every_text_and_list() throws Exception {
        JsonNode data = data(Notices.endless("x"));

        assertThat(data.get("facts")).hasSize(100);
        assertThat(data.get("next")).hasSize(100);
        assertThat(data.get("headline").textValue()).hasSize(2_000).endsWith("…");
    }

    @Test
    void the_same_notice_gives_the_same_bytes() {
        assertThat(format.render(Notices.finished()).bytes())
                .isEqualTo(format.render(Notices.finished()).bytes())
                .isEqualTo(format.render(Notices.finished()).json().getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode data(Notice notice) throws Exception {
        return JSON.readTree(format.render(notice).bytes()).get("data");
    }
}

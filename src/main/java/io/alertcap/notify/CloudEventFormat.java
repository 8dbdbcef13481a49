package io.alertcap.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.Region;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Trigger;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 in structured JSON mode, for programs. {@code data.capture} has the field names of the capture
 * document that the HTTP interface serves, so that a receiver needs one reader for both; what is not known is null.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
final class CloudEventFormat implements MessageFormat {
    private static final int MAX_TEXT = 2_000;
    /** Ids and addresses are not cut at the length of a sentence: half of one leads nowhere. */
    private static final int MAX_ADDRESS = 4_000;

    private static final int MAX_LIST = 100;

    @Override
    public Payload render(Notice notice) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", notice.id());
        event.put("source", "/alertcap");
        event.put("type", "io.alertcap.capture." + notice.kind().wire());
        putAddress(event, "subject", notice.subject());
        event.put("time", notice.at().toString());
        event.put("datacontenttype", "application/json");
        ObjectNode data = event.putObject("data");
        putText(data, "headline", notice.headline());
        ArrayNode facts = data.putArray("facts");
        notice.facts().stream().limit(MAX_LIST).forEach(fact -> {
            ObjectNode node = facts.addObject();
            putText(node, "label", fact.label());
            putText(node, "value", fact.value());
        });
        ArrayNode next = data.putArray("next");
        notice.next().stream().limit(MAX_LIST).forEach(step -> next.add(PlainText.line(step, MAX_TEXT)));
        CaptureRecord capture = notice.capture();
        if (capture == null) {
            data.putNull("capture");
        } else {
            putCapture(data.putObject("capture"), capture);
        }
        return new Payload("application/cloudevents+json; charset=UTF-8", event.toString());
    }

    private static void putCapture(ObjectNode node, CaptureRecord capture) {
        node.put("id", capture.id());
        putText(node, "name", capture.name());
        node.put("state", capture.state().wire());
        node.put("outcome", capture.outcome() == null ? null : capture.outcome().wire());
        putText(node, "reason", capture.reason());
        putTrigger(node.putObject("trigger"), capture.trigger());
        putTarget(node.putObject("target"), capture);
        putLimits(node.putObject("limits"), capture.wish().limits());
        ArrayNode filters = node.putArray("filters");
        capture.wish().filters().stream().limit(MAX_LIST).forEach(filter -> putFilter(filters.addObject(), filter));
        putFile(node.putObject("file"), capture.file());
        node.put("coveredBy", capture.coveredBy());
        putTime(node, "createdAt", capture.createdAt());
        putTime(node, "startedAt", capture.startedAt());
        putTime(node, "stoppedAt", capture.stoppedAt());
        putTime(node, "finishedAt", capture.finishedAt());
    }

    private static void putTrigger(ObjectNode node, Trigger trigger) {
        node.put("kind", trigger.kind().name().toLowerCase(Locale.ROOT));
        putText(node, "rule", trigger.rule());
        putAddress(node, "alertId", trigger.alertId());
        node.put("severity", trigger.severity().toString());
        putTime(node, "firedAt", trigger.firedAt());
    }

    private static void putTarget(ObjectNode node, CaptureRecord capture) {
        Region region = capture.region();
        putAddress(node, "id", capture.target().id().toString());
        putText(node, "name", capture.target().id().name());
        ArrayNode instances = node.putArray("instances");
        capture.target().instances().stream().limit(MAX_LIST).forEach(instances::add);
        node.put("region", region == null ? null : region.name());
        putText(node, "os", capture.os());
    }

    private static void putLimits(ObjectNode node, CaptureLimits limits) {
        node.put("timeLimitSeconds", limits.timeLimitSeconds());
        node.put("totalBytes", limits.totalBytes());
        node.put("bytesPerPacket", limits.bytesPerPacket());
    }

    private static void putFilter(ObjectNode node, CaptureFilter filter) {
        node.put("protocol", filter.protocol().wire());
        putText(node, "localIPAddress", filter.localIPAddress());
        putText(node, "localPort", filter.localPort());
        putText(node, "remoteIPAddress", filter.remoteIPAddress());
        putText(node, "remotePort", filter.remotePort());
    }

    private static void putFile(ObjectNode node, CaptureFile file) {
        node.put("state", file.state().wire());
        putAddress(node, "url", file.url());
        putAddress(node, "path", file.path());
        node.put("bytes", file.bytes());
        node.put("packets", file.packets());
        node.put("sha256", file.sha256());
        node.put("format", file.format());
        putText(node, "problem", file.problem());
        ArrayNode parts = node.putArray("parts");
        file.parts().stream().limit(MAX_LIST).forEach(part -> {
            ObjectNode one = parts.addObject();
            putAddress(one, "url", part.url());
            one.put("bytes", part.bytes());
            one.put("packets", part.packets());
            one.put("sha256", part.sha256());
        });
    }

    private static void putText(ObjectNode node, String field, @Nullable String text) {
        node.put(field, text == null ? null : PlainText.line(text, MAX_TEXT));
    }

    private static void putAddress(ObjectNode node, String field, @Nullable String text) {
        node.put(field, text == null ? null : PlainText.line(text, MAX_ADDRESS));
    }

    private static void putTime(ObjectNode node, String field, @Nullable Instant time) {
        node.put(field, time == null ? null : time.toString());
    }
}

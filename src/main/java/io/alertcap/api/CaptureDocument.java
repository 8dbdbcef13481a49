package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.LegalHold;
import io.alertcap.capture.Session;
import io.alertcap.capture.StopRequest;
import io.alertcap.capture.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A capture as clients see it. The field names are fixed: more may be added, none renamed. */
final class CaptureDocument {
    private CaptureDocument() {}

    static ObjectNode of(CaptureRecord capture) {
        ObjectNode document = Json.object();
        document.put("id", capture.id());
        document.put("name", capture.name());
        document.put("state", capture.state().wire());
        document.put(
                "outcome", capture.outcome() == null ? null : capture.outcome().wire());
        document.put("reason", capture.reason());
        trigger(document.putObject("trigger"), capture.trigger());
        target(document.putObject("target"), capture);
        limits(document.putObject("limits"), capture.wish().limits());
        filters(document.putArray("filters"), capture.wish().filters());
        session(document.putObject("session"), capture.session(), capture.stop());
        file(document.putObject("file"), capture.file());
        hold(document, capture.hold());
        document.put("coveredBy", capture.coveredBy());
        ArrayNode covers = document.putArray("covers");
        capture.covers().forEach(covers::add);
        ArrayNode warnings = document.putArray("warnings");
        capture.warnings()
                .forEach(warning ->
                        warnings.addObject().put("field", warning.field()).put("detail", warning.detail()));
        ArrayNode messages = document.putArray("messages");
        capture.messages()
                .forEach(message -> messages.addObject()
                        .put("id", message.id())
                        .put("kind", message.kind().wire())
                        .put("to", message.to())
                        .put("state", message.state().wire())
                        .put("attempts", message.attempts())
                        .put("problem", message.problem()));
        ArrayNode timeline = document.putArray("timeline");
        capture.timeline()
                .forEach(event -> timeline.addObject()
                        .put("at", event.at().toString())
                        .put("event", event.event())
                        .put("detail", event.detail()));
        document.put("createdAt", capture.createdAt().toString());
        document.put("startedAt", text(capture.startedAt()));
        document.put("stoppedAt", text(capture.stoppedAt()));
        document.put("finishedAt", text(capture.finishedAt()));
        ObjectNode links = document.putObject("links")
                .put("self", link(capture.id()))
                .put("report", link(capture.id()) + "/report");
        if (capture.file().state() == CaptureFile.State.ARRIVED) {
            links.put("file", link(capture.id()) + "/file");
        }
        links.put("case", link(capture.id()) + "/case");
        if (capture.coveredBy() != null) {
            links.put("coveredBy", link(capture.coveredBy()));
        }
        return document;
    }

    static String link(String id) {
        return "/api/captures/" + id;
    }

    static void target(ObjectNode target, CaptureRecord capture) {
        target.put("id", capture.target().id().toString());
        target.put("name", capture.target().id().name());
        target.put("region", capture.region() == null ? null : capture.region().name());
        target.put("os", capture.os());
        if (!capture.target().instances().isEmpty()) {
            ArrayNode instances = target.putArray("instances");
            capture.target().instances().forEach(instances::add);
        }
    }

    static void limits(ObjectNode node, CaptureLimits limits) {
        node.put("timeLimitSeconds", limits.timeLimitSeconds())
                .put("totalBytes", limits.totalBytes())
                .put("bytesPerPacket", limits.bytesPerPacket());
    }

    static void filters(ArrayNode node, List<CaptureFilter> filters) {
        filters.forEach(filter -> filter(node.addObject(), filter));
    }

    static void trigger(ObjectNode node, Trigger trigger) {
        node.put("kind", trigger.kind().name().toLowerCase(Locale.ROOT));
        node.put("rule", trigger.rule());
        node.put("alertId", trigger.alertId());
        node.put("severity", trigger.severity().toString());
        node.put("firedAt", text(trigger.firedAt()));
    }

    private static void filter(ObjectNode node, CaptureFilter filter) {
        node.put("protocol", filter.protocol().wire());
        node.put("localIPAddress", filter.localIPAddress());
        node.put("localPort", filter.localPort());
        node.put("remoteIPAddress", filter.remoteIPAddress());
        node.put("remotePort", filter.remotePort());
    }

    static void session(ObjectNode node, Session session, @Nullable StopRequest stop) {
        node.put("id", session.id());
        node.put(
                "watcher",
                session.watcher() == null ? null : session.watcher().id().toString());
        node.put("status", session.status());
        node.put("stopReason", session.stopReason());
        ArrayNode errors = node.putArray("errors");
        session.errors().forEach(errors::add);
        node.put("expectedEnd", text(session.expectedEnd()));
        node.put("removedAt", text(session.removedAt()));
        if (stop != null) {
            node.putObject("stop")
                    .put("by", stop.by())
                    .put("reason", stop.reason())
                    .put("at", stop.at().toString())
                    .put("sentAt", text(stop.sentAt()));
        }
    }

    static void file(ObjectNode node, CaptureFile file) {
        node.put("state", file.state().wire());
        node.put("url", file.url());
        node.put("path", file.path());
        node.put("bytes", file.bytes());
        node.put("packets", file.packets());
        node.put("sha256", file.sha256());
        node.put("format", file.format());
        node.put("problem", file.problem());
        contents(node, file.contents());
        if (!file.parts().isEmpty()) {
            ArrayNode parts = node.putArray("parts");
            file.parts()
                    .forEach(part -> contents(
                            parts.addObject()
                                    .put("url", part.url())
                                    .put("bytes", part.bytes())
                                    .put("packets", part.packets())
                                    .put("sha256", part.sha256())
                                    .put("format", part.format())
                                    .put("problem", part.problem()),
                            part.contents()));
        }
    }

    /** Null without one: then retention decides. */
    private static void hold(ObjectNode document, @Nullable LegalHold hold) {
        if (hold == null) {
            document.putNull("hold");
        } else {
            document.putObject("hold")
                    .put("since", hold.since().toString())
                    .put("by", hold.by())
                    .put("reason", hold.reason());
        }
    }

    private static void contents(ObjectNode node, CaptureFile.@Nullable Contents contents) {
        node.put("capturedBytes", contents == null ? null : contents.capturedBytes());
        node.put("wireBytes", contents == null ? null : contents.wireBytes());
        node.put("firstPacketAt", contents == null ? null : text(contents.firstPacketAt()));
        node.put("lastPacketAt", contents == null ? null : text(contents.lastPacketAt()));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}

package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.SessionDetail;
import io.alertcap.capture.SessionLook;
import java.time.Instant;

/** What the service says of a capture's session, now or when it was last seen. */
final class ServiceDocument {
    private ServiceDocument() {}

    static ObjectNode of(CaptureRecord capture, SessionLook.Seen seen, Instant now) {
        ObjectNode document = Json.object();
        if (seen instanceof SessionLook.There there) {
            document.put("state", there.ours() ? "there" : "taken").put("askedAt", now.toString());
            session(document, there.detail());
            ArrayNode differences = document.putArray("differences");
            there.differences()
                    .forEach(difference -> differences
                            .addObject()
                            .put("field", difference.field())
                            .put("detail", difference.detail()));
        } else if (seen instanceof SessionLook.Absent) {
            document.put("state", "absent").put("askedAt", now.toString());
        } else if (seen instanceof SessionLook.Unknown unknown) {
            document.put("state", "unknown").put("askedAt", now.toString()).put("problem", unknown.problem());
        } else {
            document.put("state", "neverAsked");
        }
        lastSeen(document.putObject("lastSeen"), capture);
        return document;
    }

    private static void session(ObjectNode document, SessionDetail detail) {
        PacketCaptureSession session = detail.session();
        ObjectNode node = document.putObject("session")
                .put("id", session.id())
                .put("name", session.name())
                .put("etag", detail.etag())
                .put("provisioningState", session.provisioningState())
                .put("target", session.target())
                .put("targetType", detail.targetType());
        ObjectNode scope = node.putObject("scope");
        ArrayNode include = scope.putArray("include");
        detail.include().forEach(include::add);
        ArrayNode exclude = scope.putArray("exclude");
        detail.exclude().forEach(exclude::add);
        node.put("timeLimitInSeconds", session.timeLimitSeconds())
                .put("totalBytesPerSession", session.totalBytes())
                .put("bytesToCapturePerPacket", session.bytesPerPacket());
        node.putObject("storageLocation")
                .put("storageId", detail.storageId())
                .put("storagePath", session.storagePath())
                .put("filePath", session.filePath());
        CaptureDocument.filters(node.putArray("filters"), session.filters());
    }

    /** From the record: it stays when the session is gone. */
    private static void lastSeen(ObjectNode node, CaptureRecord capture) {
        Instant asked = capture.session().askedAt();
        node.put("at", asked == null ? null : asked.toString())
                .put("status", capture.session().status())
                .put("stopReason", capture.session().stopReason());
        ArrayNode errors = node.putArray("errors");
        capture.session().errors().forEach(errors::add);
        ArrayNode differences = node.putArray("differences");
        capture.appliedOtherwise()
                .forEach(difference ->
                        differences.addObject().put("field", difference.field()).put("detail", difference.detail()));
    }
}

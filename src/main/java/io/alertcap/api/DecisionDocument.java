package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.Decision;
import io.alertcap.capture.ServiceRequest;

/** A decision about one target, as callers see it. */
final class DecisionDocument {
    private DecisionDocument() {}

    static ObjectNode of(Decision decision) {
        ObjectNode node = Json.object();
        node.put("target", decision.target());
        node.put("decision", decision.kind().wire());
        node.put("captureId", decision.captureId());
        node.put("reason", decision.reason());
        ObjectNode links = node.putObject("links");
        if (decision.captureId() != null) {
            links.put("self", CaptureDocument.link(decision.captureId()));
        }
        ServiceRequest request = decision.request();
        if (request != null) {
            node.putObject("request")
                    .put("method", request.method())
                    .put("url", request.url())
                    .set("body", Json.tree(request.body()));
        }
        return node;
    }
}

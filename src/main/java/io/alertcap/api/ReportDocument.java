package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureReport;

/** The report of a capture for programs: its sentences, beside the record's own values. */
final class ReportDocument {
    private ReportDocument() {}

    static ObjectNode of(CaptureRecord capture, CaptureReport report) {
        ObjectNode document = Json.object()
                .put("id", capture.id())
                .put("madeAt", report.madeAt().toString())
                .put("headline", report.headline());
        ArrayNode summary = document.putArray("summary");
        report.summary().forEach(summary::add);
        ArrayNode next = document.putArray("next");
        report.next().forEach(next::add);
        ArrayNode sections = document.putArray("sections");
        report.sections().forEach(section -> {
            ArrayNode facts = sections.addObject().put("title", section.title()).putArray("facts");
            section.facts()
                    .forEach(
                            fact -> facts.addObject().put("label", fact.label()).put("value", fact.value()));
        });
        // The capture's own document has the values, and stays the one place for them.
        document.set("capture", CaptureDocument.of(capture));
        return document;
    }
}

package io.alertcap.api;

import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaseKeeping;
import io.alertcap.evidence.CaseFolder;
import io.alertcap.evidence.CaseZip;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** {@code GET /api/captures/{id}/case}: the evidence of a capture as a zip, as it stands in storage. */
public final class CasesApi {
    private final CaptureLedger ledger;
    private final CaseKeeping keeping;

    public CasesApi(CaptureLedger ledger, CaseKeeping keeping) {
        this.ledger = ledger;
        this.keeping = keeping;
    }

    HttpAnswer zip(String id, Map<String, String> query) {
        Optional<ApiAnswer> unknown = Problems.unknown(query, List.of(), "The case cannot be handed out as asked.");
        if (unknown.isPresent()) {
            return unknown.get();
        }
        if (!CaptureId.isId(id)) {
            return CapturesApi.noId();
        }
        try {
            Optional<CaptureRecord> capture = ledger.find(id).map(CaptureLedger.Versioned::value);
            return capture.isEmpty() ? CapturesApi.noSuchCapture(id) : zip(capture.get());
        } catch (CaptureException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private HttpAnswer zip(CaptureRecord capture) {
        SortedMap<String, byte[]> documents = keeping.read(capture.id());
        if (documents.isEmpty()) {
            return Problems.noCase(
                    "No evidence is kept of this capture: it was taken before the app kept evidence, or its case was deleted.");
        }
        boolean sealed = CaseFolder.seals(documents.keySet()) > 0;
        if (!sealed) {
            documents.put(CaseFolder.README, CaseKeeping.readme(capture, false).getBytes(StandardCharsets.UTF_8));
        }
        String name = "alertcap-case-" + Objects.requireNonNullElse(capture.name(), capture.id())
                + (sealed ? ".zip" : "-not-sealed.zip");
        return new FileAnswer(
                200,
                "application/zip",
                CaseZip.of(documents, FilesApi.LARGEST_PIECE),
                Map.of("Cache-Control", "no-store", "Content-Disposition", "attachment; filename=\"" + name + "\""));
    }
}

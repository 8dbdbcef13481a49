package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureFiles.FileReading;
import io.alertcap.capture.CaptureFiles.FoundFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The steps that look for a capture's files, and into them. */
final class FileSteps {
    private final CaptureFiles files;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;

    FileSteps(CaptureFiles files, CaptureLedger ledger, Lifecycle lifecycle) {
        this.files = files;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
    }

    UnaryOperator<CaptureRecord> look(CaptureRecord record, Errand errand) {
        try {
            List<FoundFile> found = files.find(account(record), path(record), errand.budget());
            return r -> lifecycle.found(r, found, null, ledger.now());
        } catch (CaptureException e) {
            return r -> lifecycle.found(r, List.of(), said(e), ledger.now());
        }
    }

    UnaryOperator<CaptureRecord> examine(CaptureRecord record, Errand errand) {
        try {
            Map<FoundFile, FileReading> readings = new LinkedHashMap<>();
            for (FoundFile file : files.find(account(record), path(record), errand.budget())) {
                readings.put(file, files.examine(account(record), file));
            }
            return readings.isEmpty()
                    ? r -> lifecycle.notExamined(r, "it has vanished from storage", ledger.now())
                    : r -> lifecycle.examined(r, readings, ledger.now());
        } catch (CaptureException e) {
            return r -> lifecycle.notExamined(r, said(e), ledger.now());
        }
    }

    private static String said(CaptureException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    private static ResourceId account(CaptureRecord record) {
        return Objects.requireNonNull(record.location().account());
    }

    private static String path(CaptureRecord record) {
        return Objects.requireNonNull(record.location().storagePath());
    }
}

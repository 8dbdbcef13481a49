package io.alertcap.capture;

import io.alertcap.evidence.JsonText;
import io.alertcap.evidence.Sums;
import io.alertcap.evidence.TimelineEntry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of a case as texts. */
final class CaseText {
    private CaseText() {}

    /** An alert as it came, or a case's word that it is not there. */
    static String alert(String payload) {
        return Secrets.removedFrom(payload);
    }

    /**
     * What was decided, as whom and by which rules.
     *
     * @param asReceived whether the alert is kept as it came; null for an order, which has no form of its own
     */
    static String decision(CaptureRecord record, @Nullable Boolean asReceived, CaseKeeping keeping) {
        JsonText text = new JsonText()
                .put("captureId", record.id())
                .put("at", record.createdAt().toString())
                .put("alertcap", keeping.version());
        if (asReceived != null) {
            text.put("alert", asReceived ? "as received" : "as received, but for secrets: each is REDACTED");
        }
        return text.put("settings", keeping.settings())
                        .putJson("capture", capture(record, keeping).strip())
                + "\n";
    }

    /** The record as clients see it. */
    static String capture(CaptureRecord record, CaseKeeping keeping) {
        return Secrets.removedFrom(keeping.document().apply(record));
    }

    /** An order as it was understood. */
    static String order(CaptureOrder order) {
        CaptureWish wish = order.wish();
        JsonText text = new JsonText()
                .put("captureId", order.id())
                .put("by", order.by())
                .put("target", order.target().id().toString())
                .put("instances", order.target().instances())
                .put("name", order.name())
                .put("reason", order.reason())
                .put("timeLimitSeconds", wish.limits().timeLimitSeconds())
                .put("totalBytes", wish.limits().totalBytes())
                .put("bytesPerPacket", wish.limits().bytesPerPacket())
                .put(
                        "filters",
                        wish.filters().stream().map(CaptureFilter::toString).toList());
        Placement placement = wish.placement();
        if (placement != null) {
            text.put("keep", placement.keep().wire())
                    .put("blobPath", placement.blobPath())
                    .put("localPath", placement.machinePath());
        }
        return Secrets.removedFrom(text + "\n");
    }

    /** Takes the place of what could not be kept, so that nothing can be put there later. */
    static String missing(String what) {
        return new JsonText()
                        .put("missing", what + " could not be kept when it came in, or came before this app kept cases")
                + "\n";
    }

    static String exchange(Exchange exchange) {
        JsonText text = new JsonText()
                .put("at", exchange.at().toString())
                .put("milliseconds", exchange.took().toMillis())
                .put("method", exchange.method())
                .put("address", exchange.address());
        Exchange.Text body = exchange.body();
        if (body != null) {
            put(text, "body", body);
        }
        text.put("status", exchange.status()).put("headers", exchange.headers());
        Exchange.Text answer = exchange.answer();
        if (answer != null) {
            put(text, "answer", answer);
        }
        if (exchange.problem() != null) {
            text.put("problem", exchange.problem());
        }
        return text + "\n";
    }

    private static void put(JsonText text, String field, Exchange.Text content) {
        text.put(field, content.beginning());
        if (content.sha256() != null) {
            text.put(field + "Bytes", content.bytes()).put(field + "Sha256", content.sha256());
        }
    }

    static List<TimelineEntry> timeline(CaptureRecord record) {
        return record.timeline().stream()
                .map(event ->
                        new TimelineEntry(event.at().toString(), event.event(), Secrets.removedFrom(event.detail())))
                .toList();
    }

    /** What happened and what is in the file, for people. */
    static String report(CaptureRecord record, Instant now) {
        return Secrets.removedFrom(CaptureReport.of(record, now).text());
    }

    /** Addresses and sizes as comments, hashes as {@code sha256sum -c} wants them. */
    static String captureFiles(CaptureRecord record) {
        CaptureFile file = record.file();
        List<String> lines = new ArrayList<>();
        if (file.parts().isEmpty()) {
            describe(lines, file.url(), file.bytes(), file.sha256());
        }
        for (CaptureFile.Part part : file.parts()) {
            describe(lines, part.url(), part.bytes(), part.sha256());
        }
        if (file.path() != null) {
            lines.add("# on the machine at " + file.path() + ", not seen from outside\n");
        }
        if (lines.isEmpty()) {
            lines.add("# no file\n");
        }
        return String.join("", lines);
    }

    private static void describe(
            List<String> lines, @Nullable String url, @Nullable Long bytes, @Nullable String sha256) {
        if (url == null) {
            return;
        }
        if (sha256 == null) {
            lines.add("# " + url + ", not read\n");
            return;
        }
        String name =
                URLDecoder.decode(url.substring(url.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        lines.add("# " + url + ", " + bytes + " bytes\n");
        lines.add(Sums.line(sha256, Printable.of(name, "?")));
    }

    static String readme(CaptureRecord record, boolean sealed) {
        String seal = sealed ? """
                This case is sealed: SHA256SUMS has the hash of every document, and timeline.jsonl tells the same hashes in
                a chain in which each line remembers the one before. What happened to the capture later is in another seal:
                timeline.2.jsonl, capture.2.json, SHA256SUMS.2, and so on. Each names the hash of the manifest before.

                To verify it, without a network:
                  java -jar alertcap-<version>-verify.jar <this zip> [capture file ...]
                or, after unzipping, with GNU coreutils:
                  sha256sum -c SHA256SUMS
                Hashes alone prove that the parts fit together. That they are those of the time of the seal proves the hash of
                SHA256SUMS in the app's log (event=case-sealed): give it to the first command with --seal.
                """ : """
                THIS CASE IS NOT SEALED. The capture has not come to its end, or its case is to be sealed in a minute or two.
                Nothing here can be verified. Fetch it again later.
                """;
        return """
                Evidence case of packet capture %s

                alert.json            the alert as it was received, but for secrets (order.json: an operator's order)
                decision.json         what was decided on it, and the settings in force
                arm/                  requests to Azure Resource Manager and their answers, without secrets, step by step
                timeline.jsonl        what happened
                capture.json          the capture as the API shows it
                report.txt            what happened and what is in the capture's file
                capture-files.sha256  addresses and hashes of the capture's files; the packets are not in this case

                %s""".formatted(record.id(), seal);
    }
}

package io.alertcap.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small case with one seal, or two, and one capture file. */
final class SampleCase {
    static final byte[] PACKETS = "packets".getBytes(UTF_8);
    static final String AT = "2026-11-21T21:05:30Z";

    private final SortedMap<String, byte[]> documents = new TreeMap<>();
    private final List<TimelineEntry> timeline = new ArrayList<>();

    static SampleCase open() {
        SampleCase sample = new SampleCase();
        sample.put("alert.json", "{\"schemaId\":\"azureMonitorCommonAlertSchema\"}");
        sample.put("decision.json", "{\"settings\":{}}");
        sample.put("arm/20261121T210000.120Z-Admit.jsonl", "{\"method\":\"GET\"}\n");
        sample.put("arm/20261121T210000.870Z-Send.jsonl", "{\"method\":\"PUT\"}\n");
        sample.happens("2026-11-21T21:00:00Z", "requested", "cpu high");
        sample.happens("2026-11-21T21:00:00.500Z", "starting", "as web1-cpu");
        sample.happens("2026-11-21T21:00:01Z", "running", "the service accepted it");
        sample.happens("2026-11-21T21:05:02Z", "file arrived", "7 bytes, 1 packets");
        sample.happens("2026-11-21T21:05:03Z", "complete", "it ran its time");
        return sample;
    }

    static SampleCase sealed() {
        return open().seal();
    }

    SampleCase seal() {
        int seal = CaseFolder.seals(documents.keySet()) + 1;
        if (seal == 1) {
            put("README.txt", "How to verify.\n");
            put("report.txt", "1 packet.\n");
            put("capture-files.sha256", Sums.line(Sha256.of(PACKETS), "web1-cpu.cap"));
        }
        put(CaseFolder.named("capture.json", seal), "{\"seal\":" + seal + "}");
        List<TimelineEntry> news = folder().notYetTold(timeline);
        documents.put(CaseFolder.named("timeline.jsonl", seal), folder().nextTimeline(news, AT));
        documents.put(CaseFolder.manifest(seal), folder().nextManifest());
        return this;
    }

    SampleCase happens(String at, String event, String detail) {
        timeline.add(new TimelineEntry(at, event, detail));
        return this;
    }

    SampleCase put(String name, String content) {
        documents.put(name, content.getBytes(UTF_8));
        return this;
    }

    CaseFolder folder() {
        return new CaseFolder(documents);
    }

    SortedMap<String, byte[]> documents() {
        return documents;
    }

    List<TimelineEntry> timeline() {
        return timeline;
    }

    String text(String name) {
        return new String(documents.get(name), UTF_8);
    }

    byte[] zip() {
        return CaseZip.of(documents, 8 * 1024 * 1024);
    }
}

package io.alertcap.capture;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where evidence cases are kept, and what they tell beside a capture's record.
 *
 * @param version of the app
 * @param settings in force, by name, without anything secret
 * @param document a record as clients see it: JSON
 */
public record CaseKeeping(
        CaseFiles files, String version, Map<String, String> settings, Function<CaptureRecord, String> document) {

    /** All documents of a case, by name; empty if there is no case. */
    public SortedMap<String, byte[]> read(String captureId) {
        SortedMap<String, byte[]> documents = new TreeMap<>();
        for (String name : files.names(captureId)) {
            files.read(captureId, name).ifPresent(content -> documents.put(name, content));
        }
        return documents;
    }

    /**
     * What a case is and how it is verified, for whoever opens it.
     *
     * @param sealed whether it is a sealed one's, which is a document of it
     */
    public static String readme(CaptureRecord record, boolean sealed) {
        return CaseText.readme(record, sealed);
    }
}

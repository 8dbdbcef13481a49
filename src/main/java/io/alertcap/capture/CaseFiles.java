package io.alertcap.capture;

import java.util.List;
import java.util.Optional;

/**
 * Where evidence is kept: for each capture a folder of small documents, each written once and never changed. An
 * immutability policy on the whole of it breaks nothing but {@link #delete}. Methods throw {@link CaptureException} when
 * storage does not answer.
 */
public interface CaseFiles {
    /**
     * Writes a document, unless the case has one of that name already.
     *
     * @param name such as {@code alert.json} or {@code arm/20261121T210000.000Z-Admit.jsonl}
     * @param content at most 1 MiB
     * @return whether it was written; false if there is one, which stays as it is
     */
    boolean put(String captureId, String name, byte[] content);

    /** Empty if there is none of that name. */
    Optional<byte[]> read(String captureId, String name);

    /** The names of all documents of a case, in order; empty if there is no case. */
    List<String> names(String captureId);

    /** Deletes all of a case. Safe to repeat; throws if a policy of the storage forbids it. */
    void delete(String captureId);
}

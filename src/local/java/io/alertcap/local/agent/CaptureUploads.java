package io.alertcap.local.agent;

import java.io.IOException;
import java.nio.file.Path;

/** Where agents bring their finished files. */
@FunctionalInterface
public interface CaptureUploads {
    /**
     * Makes the whole file appear at once.
     *
     * @param storagePath URL of the blob, as in {@code storageLocation.storagePath}
     */
    void put(String storagePath, Path file) throws IOException;
}

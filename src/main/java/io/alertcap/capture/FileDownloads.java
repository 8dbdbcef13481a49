package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Lets operators have a capture file. Methods throw {@link CaptureException} when the storage account does not answer. */
public interface FileDownloads {
    /**
     * A link by which whoever has it can read that one file for a while, and do nothing else. It is a secret: it goes into
     * one answer, and is neither kept nor logged.
     *
     * @param name under which a browser saves the file
     * @return empty where links cannot be made: the app has no identity there
     */
    Optional<URI> link(ResourceId account, String url, String name, Duration life);

    /** Some bytes of a file, fewer at its end. */
    byte[] read(ResourceId account, String url, long from, int length);
}

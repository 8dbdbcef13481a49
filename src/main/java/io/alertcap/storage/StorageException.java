package io.alertcap.storage;

import io.alertcap.capture.CaptureException;

/** Blob Storage did not do what it was asked. The message names the call and the error code, never a signature or key. */
public final class StorageException extends CaptureException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    private StorageException(String message, boolean passing, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** No answer, or one that says "not now". Whether the call was carried out is not known. */
    public static StorageException passing(String message, Throwable cause) {
        return new StorageException(message, true, cause);
    }

    /** An answer that asking again will not change. */
    public static StorageException lasting(String message, Throwable cause) {
        return new StorageException(message, false, cause);
    }

    /** Whether the same call may well succeed a moment later. */
    public boolean isPassing() {
        return passing;
    }
}

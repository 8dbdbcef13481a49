package io.alertcap.storage;

import com.azure.storage.blob.models.BlobStorageException;
import io.alertcap.capture.CaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What the SDK throws, in our words. */
final class StorageCalls {
    private StorageCalls() {}

    static <T> T attempt(String where, String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (CaptureException e) {
            throw e;
        } catch (BlobStorageException e) {
            int status = e.getStatusCode();
            String message = where + ": " + what + " was answered with " + status + " " + e.getErrorCode();
            // The SDK's message holds the service's XML, and that may quote parts of the request.
            throw status >= 500 || status == 408 || status == 429
                    ? StorageException.passing(message, e)
                    : StorageException.lasting(message, e);
        } catch (RuntimeException e) {
            // The SDK wraps what it finds below it, differently for each kind of call.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CaptureException ours) {
                    throw ours;
                }
                if (cause instanceof IOException
                        || cause instanceof TimeoutException
                        || cause instanceof UncheckedIOException) {
                    throw StorageException.passing(
                            where + ": " + what + " got no answer ("
                                    + cause.getClass().getSimpleName() + ")",
                            e);
                }
            }
            throw StorageException.lasting(where + ": " + what + " failed: " + e.getMessage(), e);
        }
    }
}

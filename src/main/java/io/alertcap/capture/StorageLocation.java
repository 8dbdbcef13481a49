package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * Where the capture file goes: a storage account, a path on the machine, or both.
 *
 * @param account the storage account's resource id
 * @param storagePath URL of the blob, once known
 * @param filePath path on the machine: under {@code /var/captures} on Linux, a drive path on Windows, ending in .cap
 */
public record StorageLocation(
        @Nullable ResourceId account,
        @Nullable String storagePath,
        @Nullable String filePath) {

    public static final StorageLocation UNKNOWN = new StorageLocation(null, null, null);

    public StorageLocation withStoragePath(@Nullable String path) {
        return new StorageLocation(account, path, filePath);
    }

    /** Whether the only copy stays on the machine, where we cannot see it. */
    public boolean onMachineOnly() {
        return account == null && filePath != null;
    }
}

package io.alertcap.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet capture resource with what only people want to see of it. The words are the service's.
 *
 * @param targetType AzureVM or AzureVMSS
 * @param include instances of a scale set that are captured; empty for all
 * @param exclude instances that are not
 * @param storageId resource id of the storage account
 */
public record SessionDetail(
        PacketCaptureSession session,
        @Nullable String etag,
        @Nullable String targetType,
        List<String> include,
        List<String> exclude,
        @Nullable String storageId) {
    public SessionDetail {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }
}

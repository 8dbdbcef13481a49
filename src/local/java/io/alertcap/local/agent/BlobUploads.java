package io.alertcap.local.agent;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobUploadFromFileOptions;
import java.nio.file.Path;

/** Uploads into a Blob service, Azurite in practice. Containers are made when missing, as the service's SAS allows. */
public final class BlobUploads implements CaptureUploads {
    private static final long BLOCK_BYTES = 4L * 1024 * 1024;

    private final BlobServiceClient service;

    public BlobUploads(BlobServiceClient service) {
        this.service = service;
    }

    @Override
    public void put(String storagePath, Path file) {
        BlobAddress address = BlobAddress.of(storagePath);
        service.createBlobContainerIfNotExists(address.container())
                .getBlobClient(address.name())
                .uploadFromFileWithResponse(
                        new BlobUploadFromFileOptions(file.toString())
                                .setParallelTransferOptions(new ParallelTransferOptions()
                                        .setBlockSizeLong(BLOCK_BYTES)
                                        .setMaxSingleUploadSizeLong(BLOCK_BYTES)),
                        null,
                        null);
    }
}

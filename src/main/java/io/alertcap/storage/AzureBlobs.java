package io.alertcap.storage;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.http.rest.Response;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.core.util.DateTimeRfc1123;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobDownloadResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import io.alertcap.capture.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The blobs of one container in Azure (or Azurite). The container is made when it is first written to. Thread-safe. */
public final class AzureBlobs implements Blobs {
    /** One call, from the token to the last byte of the answer. */
    private static final Duration TRY = Duration.ofSeconds(2);

    /**
     * A page of thousands of names. Only rounds of the monitor and people who browse wait for one, never an alert, and a
     * list cut off too early is a round in which nothing is done.
     */
    private static final Duration LISTING = Duration.ofSeconds(10);

    /** Of the error codes that come with 404, 409 and 412 only these speak of the condition. */
    private static final Set<BlobErrorCode> CONDITION_LOST =
            Set.of(BlobErrorCode.BLOB_ALREADY_EXISTS, BlobErrorCode.CONDITION_NOT_MET, BlobErrorCode.BLOB_NOT_FOUND);

    private static final Set<BlobErrorCode> ABSENT =
            Set.of(BlobErrorCode.BLOB_NOT_FOUND, BlobErrorCode.CONTAINER_NOT_FOUND);

    private final BlobContainerClient container;
    private final Duration listing;

    /** @param containerName 3 to 63 lower-case letters, digits and hyphens */
    public AzureBlobs(BlobAccess access, String containerName) {
        this(access, containerName, LISTING);
    }

    /** @param listing how long a page of a list may take */
    AzureBlobs(BlobAccess access, String containerName, Duration listing) {
        this.container = access.container(containerName);
        this.listing = listing;
    }

    @Override
    public Answer<Optional<Blob>> get(String name) {
        return attempt("reading " + name, () -> {
            BoundedContent content = new BoundedContent();
            try {
                BlobDownloadResponse response = container
                        .getBlobClient(name)
                        .downloadStreamWithResponse(
                                content,
                                null,
                                new DownloadRetryOptions().setMaxRetryRequests(0),
                                null,
                                false,
                                TRY,
                                Context.NONE);
                Map<String, String> metadata =
                        lowerCase(response.getDeserializedHeaders().getMetadata());
                String etag = quoted(response.getDeserializedHeaders().getETag());
                return new Answer<>(
                        Optional.of(new Blob(content.toByteArray(), metadata, etag)), date(response.getHeaders()));
            } catch (BlobStorageException e) {
                if (ABSENT.contains(e.getErrorCode())) {
                    return new Answer<>(Optional.empty(), date(e.getResponse().getHeaders()));
                }
                throw e;
            } catch (RuntimeException e) {
                if (content.tooLarge) {
                    throw new UnreadableRecordException(
                            "The document " + name + " cannot be read: it is larger than " + MAX_BYTES + " bytes", e);
                }
                throw e;
            }
        });
    }

    @Override
    public Answer<Optional<String>> put(
            String name, byte[] content, Map<String, String> metadata, Condition condition) {
        return attempt("writing " + name, () -> {
            BlockBlobSimpleUploadOptions upload = new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
                    .setHeaders(new BlobHttpHeaders()
                            .setContentType(name.endsWith(".json") ? "application/json" : "application/octet-stream"))
                    .setMetadata(metadata)
                    .setRequestConditions(conditions(condition));
            try {
                return written(upload, name);
            } catch (BlobStorageException e) {
                if (condition instanceof Condition.IfAbsent
                        && BlobErrorCode.BLOB_IMMUTABLE_DUE_TO_POLICY.equals(e.getErrorCode())) {
                    // Only what is there can be immutable.
                    return new Answer<>(Optional.empty(), date(e.getResponse().getHeaders()));
                }
                if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                    container.createIfNotExistsWithResponse(null, TRY, Context.NONE);
                    return written(upload, name);
                }
                throw e;
            }
        });
    }

    private Answer<Optional<String>> written(BlockBlobSimpleUploadOptions upload, String name) {
        try {
            Response<BlockBlobItem> response =
                    container.getBlobClient(name).getBlockBlobClient().uploadWithResponse(upload, TRY, Context.NONE);
            return new Answer<>(Optional.of(quoted(response.getValue().getETag())), date(response.getHeaders()));
        } catch (BlobStorageException e) {
            if (CONDITION_LOST.contains(e.getErrorCode())) {
                return new Answer<>(Optional.empty(), date(e.getResponse().getHeaders()));
            }
            throw e;
        }
    }

    @Override
    public Answer<Boolean> delete(String name, @Nullable String etag) {
        return attempt("deleting " + name, () -> {
            try {
                BlobClient blob = container.getBlobClient(name);
                Response<Void> response =
                        blob.deleteWithResponse(null, new BlobRequestConditions().setIfMatch(etag), TRY, Context.NONE);
                return new Answer<>(true, date(response.getHeaders()));
            } catch (BlobStorageException e) {
                if (ABSENT.contains(e.getErrorCode()) || BlobErrorCode.CONDITION_NOT_MET.equals(e.getErrorCode())) {
                    return new Answer<>(false, date(e.getResponse().getHeaders()));
                }
                throw e;
            }
        });
    }

    @Override
    public Answer<Listing> list(String prefix, @Nullable String after, int max) {
        try {
            return attempt("listing " + prefix, () -> listed(prefix, after, max));
        } catch (StorageException e) {
            if (after != null && e.getCause() instanceof BlobStorageException cause && cause.getStatusCode() == 400) {
                throw new IllegalArgumentException("The list cannot go on there: take the next of a page as it is", e);
            }
            throw e;
        }
    }

    private Answer<Listing> listed(String prefix, @Nullable String after, int max) {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(prefix)
                .setMaxResultsPerPage(max)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        try {
            PagedResponse<BlobItem> page = container
                    .listBlobs(options, after, listing)
                    .iterableByPage()
                    .iterator()
                    .next();
            List<Item> items = page.getValue().stream().map(AzureBlobs::item).toList();
            String next = page.getContinuationToken();
            return new Answer<>(
                    new Listing(items, next == null || next.isEmpty() ? null : next), date(page.getHeaders()));
        } catch (BlobStorageException e) {
            if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                return new Answer<>(
                        new Listing(List.of(), null), date(e.getResponse().getHeaders()));
            }
            throw e;
        }
    }

    private static Item item(BlobItem item) {
        Map<String, String> metadata = item.getMetadata() == null ? Map.of() : lowerCase(item.getMetadata());
        return new Item(
                item.getName(),
                quoted(item.getProperties().getETag()),
                item.getProperties().getLastModified().toInstant(),
                metadata);
    }

    private static BlobRequestConditions conditions(Condition condition) {
        BlobRequestConditions conditions = new BlobRequestConditions();
        if (condition instanceof Condition.IfAbsent) {
            return conditions.setIfNoneMatch("*");
        }
        if (condition instanceof Condition.IfMatch match) {
            return conditions.setIfMatch(match.etag());
        }
        return conditions;
    }

    private <T> T attempt(String what, Supplier<T> call) {
        return StorageCalls.attempt("container " + container.getBlobContainerName(), what, call);
    }

    /** Listings spell ETags without the quotes that headers have, and that If-Match wants. */
    private static String quoted(String etag) {
        return etag.startsWith("\"") ? etag : "\"" + etag + "\"";
    }

    private static Map<String, String> lowerCase(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    }

    private static Instant date(HttpHeaders headers) {
        String date = headers.getValue(HttpHeaderName.DATE);
        if (date == null) {
            throw new IllegalStateException("the answer has no Date header, and claims are judged by it");
        }
        try {
            return new DateTimeRfc1123(date).getDateTime().toInstant();
        } catch (DateTimeException e) {
            throw new IllegalStateException("the answer's Date header is no date", e);
        }
    }

    /** Takes a small document and refuses the byte that makes it a large one. */
    private static final class BoundedContent extends OutputStream {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean tooLarge;

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (content.size() + length > MAX_BYTES) {
                tooLarge = true;
                // The SDK ends a download for this kind of exception only; with any other it waits for the time-out.
                throw new IOException("too large");
            }
            content.write(bytes, offset, length);
        }

        byte[] toByteArray() {
            return content.toByteArray();
        }
    }
}

package io.alertcap.storage;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureFiles;
import io.alertcap.capture.FileDownloads;
import io.alertcap.capture.TimeBudget;
import io.alertcap.packets.CaptureFileReader;
import io.alertcap.packets.CaptureFileReading;
import io.alertcap.packets.CaptureFileReading.EarlyEnd;
import io.alertcap.packets.CaptureFormat;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The capture files where Network Watcher puts them: in Blob Storage, in any account. Thread-safe. */
public final class BlobCaptureFiles implements CaptureFiles, FileDownloads {
    /** The template for Azure's public cloud. */
    public static final String PUBLIC_CLOUD = "https://{account}.blob.core.windows.net";

    private static final String ACCOUNT = "{account}";
    /** Storage account names, by Azure's rules for naming resources. What fits cannot change the host of a URL. */
    private static final Pattern ACCOUNT_NAME = Pattern.compile("[a-z0-9]{3,24}");

    /** Container names, {@code $root} and its like left out. */
    private static final Pattern CONTAINER = Pattern.compile("[a-z0-9-]{3,63}");

    private static final String ACCOUNT_TYPE = "microsoft.storage/storageaccounts";
    private static final String SUFFIX = ".cap";
    /** What may follow the common part of a path in the names of a capture's parts. */
    private static final String SEPARATORS = "/_-.";

    private static final Duration LIST_TIME = Duration.ofSeconds(5);
    private static final int LIST_SIZE = 1_000;

    /** Two clocks may differ by so much; a key from the future is refused. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** Somebody waits for a piece of a file. */
    private static final Duration READ_TIME = Duration.ofSeconds(30);

    private final BlobAccess access;
    private final String endpoint;
    private final Clock clock;
    private final Map<String, BlobServiceClient> accounts = new ConcurrentHashMap<>();

    /**
     * @param endpoint template of an account's blob endpoint, with {@code {account}} where its name belongs, such as
     *     {@link #PUBLIC_CLOUD}
     * @throws IllegalArgumentException if it is no such template
     */
    public BlobCaptureFiles(BlobAccess access, String endpoint, Clock clock) {
        this.access = access;
        this.clock = clock;
        this.endpoint = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        if (!isTemplate(this.endpoint)) {
            throw new IllegalArgumentException(
                    "The endpoint of storage accounts must be like " + PUBLIC_CLOUD + ", not " + endpoint);
        }
    }

    private static boolean isTemplate(String endpoint) {
        try {
            URI uri = URI.create(endpoint.replace(ACCOUNT, "example"));
            return endpoint.contains(ACCOUNT)
                    && uri.getHost() != null
                    && List.of("http", "https").contains(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String url(ResourceId account, String path) {
        return endpoint(account) + "/" + encoded(path);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A part of the capture {@code c/x.cap} is called {@code c/x}, then one of {@code / _ - .}, then anything that ends
     * in {@code .cap}: so {@code c/x2.cap}, another capture, is none.
     */
    @Override
    public List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget) {
        Place place = place(account, storagePath);
        BlobContainerClient container = client(account).getBlobContainerClient(place.container());
        String stem = withoutSuffix(place.blob());
        List<FoundFile> files = new ArrayList<>();
        String next = null;
        do {
            Duration most = budget.atMost(LIST_TIME);
            if (most.isZero()) {
                throw new CaptureException("No time was left to look for " + url(account, place));
            }
            PagedResponse<BlobItem> page = page(container, stem, next, most, account);
            if (page == null) {
                return List.of();
            }
            for (BlobItem item : page.getValue()) {
                if (isPart(item.getName(), place.blob(), stem)) {
                    files.add(found(account, place.container(), item));
                }
            }
            next = page.getContinuationToken();
        } while (next != null && !next.isEmpty());
        return List.copyOf(files);
    }

    private static @Nullable PagedResponse<BlobItem> page(
            BlobContainerClient container, String stem, @Nullable String after, Duration most, ResourceId account) {
        ListBlobsOptions options = new ListBlobsOptions().setPrefix(stem).setMaxResultsPerPage(LIST_SIZE);
        return StorageCalls.attempt(
                "storage account " + account.name(), "listing " + container.getBlobContainerName() + "/" + stem, () -> {
                    try {
                        return container
                                .listBlobs(options, after, most)
                                .iterableByPage()
                                .iterator()
                                .next();
                    } catch (BlobStorageException e) {
                        if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(e.getErrorCode())) {
                            return null;
                        }
                        throw e;
                    }
                });
    }

    private FoundFile found(ResourceId account, String container, BlobItem item) {
        Long bytes = item.getProperties().getContentLength();
        return new FoundFile(
                url(account, container + "/" + item.getName()),
                bytes == null ? 0 : bytes,
                item.getProperties().getLastModified().toInstant(),
                item.getProperties().getETag());
    }

    /** Reads the very version that was found; a file that changed since is a fault, to be found again. */
    @Override
    public FileReading examine(ResourceId account, FoundFile file) {
        Place place = place(account, file.url());
        return StorageCalls.attempt("storage account " + account.name(), "reading " + url(account, place), () -> {
            CaptureFileReader reader = new CaptureFileReader();
            client(account)
                    .getBlobContainerClient(place.container())
                    .getBlobClient(place.blob())
                    .downloadStreamWithResponse(
                            new Checked(reader),
                            null,
                            null,
                            new BlobRequestConditions().setIfMatch(file.etag()),
                            false,
                            CaptureFiles.readingTime(1, file.bytes()),
                            Context.NONE);
            return reading(reader.finish());
        });
    }

    @Override
    public void delete(ResourceId account, List<String> urls) {
        for (String url : urls) {
            Place place = place(account, url);
            var unused = StorageCalls.attempt(
                    "storage account " + account.name(),
                    "deleting " + url(account, place),
                    () -> client(account)
                            .getBlobContainerClient(place.container())
                            .getBlobClient(place.blob())
                            .deleteIfExists());
        }
    }

    @Override
    public Optional<URI> link(ResourceId account, String url, String name, Duration life) {
        if (!access.byIdentity()) {
            return Optional.empty();
        }
        Place place = place(account, url);
        return StorageCalls.attempt(
                "storage account " + account.name(), "making a link to " + url(account, place), () -> {
                    OffsetDateTime now = OffsetDateTime.now(clock);
                    OffsetDateTime end = now.plus(life);
                    BlobServiceClient service = client(account);
                    // Of the identity's own: no key of the account is in play.
                    UserDelegationKey key = service.getUserDelegationKey(now.minus(CLOCK_SKEW), end);
                    BlobClient blob =
                            service.getBlobContainerClient(place.container()).getBlobClient(place.blob());
                    String signature = blob.generateUserDelegationSas(
                            new BlobServiceSasSignatureValues(end, new BlobSasPermission().setReadPermission(true))
                                    .setProtocol(SasProtocol.HTTPS_ONLY)
                                    .setContentDisposition("attachment; filename=\"" + name + "\""),
                            key);
                    return Optional.of(URI.create(url(account, place) + "?" + signature));
                });
    }

    @Override
    public byte[] read(ResourceId account, String url, long from, int length) {
        Place place = place(account, url);
        return StorageCalls.attempt("storage account " + account.name(), "reading " + url(account, place), () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
            var unused = client(account)
                    .getBlobContainerClient(place.container())
                    .getBlobClient(place.blob())
                    .downloadStreamWithResponse(
                            bytes, new BlobRange(from, (long) length), null, null, false, READ_TIME, Context.NONE);
            return bytes.toByteArray();
        });
    }

    private static FileReading reading(CaptureFileReading reading) {
        return reading.<FileReading>fold(
                capture -> new Counted(
                        format(capture.summary().format()),
                        capture.packets(),
                        capture.summary().capturedBytes(),
                        capture.summary().originalBytes(),
                        capture.summary().firstPacketAt(),
                        capture.summary().lastPacketAt(),
                        capture.sha256(),
                        capture.earlyEnd() == null ? null : inWords(capture.earlyEnd())),
                noBytes -> new NotACapture("the file has no bytes", noBytes.sha256()),
                other -> new NotACapture(other.reason(), other.sha256()));
    }

    private static String inWords(EarlyEnd end) {
        String what = switch (end.kind()) {
            case CUT_OFF -> "cut off";
            case DAMAGED -> "damaged";
        };
        return what + " at byte " + end.recordAt() + ": " + end.detail();
    }

    private static String format(CaptureFormat format) {
        return switch (format) {
            case PCAP -> "pcap";
            case PCAP_NANOSECONDS -> "pcap-ns";
            case PCAPNG -> "pcapng";
        };
    }

    private static boolean isPart(String name, String blob, String stem) {
        return name.equals(blob)
                || (name.length() > stem.length()
                        && name.startsWith(stem)
                        && SEPARATORS.indexOf(name.charAt(stem.length())) >= 0
                        && hasSuffix(name));
    }

    private static String withoutSuffix(String blob) {
        return hasSuffix(blob) ? blob.substring(0, blob.length() - SUFFIX.length()) : blob;
    }

    private static boolean hasSuffix(String blob) {
        return blob.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    private BlobServiceClient client(ResourceId account) {
        return accounts.computeIfAbsent(accountName(account), name -> access.account(name, endpoint(account)));
    }

    private String endpoint(ResourceId account) {
        return endpoint.replace(ACCOUNT, accountName(account));
    }

    private static String accountName(ResourceId account) {
        String name = account.name().toLowerCase(Locale.ROOT);
        if (!account.type().equals(ACCOUNT_TYPE) || !ACCOUNT_NAME.matcher(name).matches()) {
            throw new CaptureException("Not a storage account: " + account);
        }
        return name;
    }

    /** A blob in an account, its name as it is, not as a URL spells it. */
    private record Place(String container, String blob) {}

    private String url(ResourceId account, Place place) {
        return url(account, place.container() + "/" + place.blob());
    }

    /** Where a URL points, if that is within the account: we go nowhere else with our credential. */
    private Place place(ResourceId account, String url) {
        // What follows "?" is a signature in the worst case: it is neither wanted nor told.
        String plain = url.split("[?#]", 2)[0];
        try {
            URI base = URI.create(endpoint(account) + "/");
            URI uri = URI.create(plain);
            if (plain.equals(url)
                    && base.getScheme().equalsIgnoreCase(uri.getScheme())
                    && base.getHost().equalsIgnoreCase(uri.getHost())
                    && port(base) == port(uri)
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().startsWith(base.getRawPath())) {
                String[] parts =
                        uri.getRawPath().substring(base.getRawPath().length()).split("/", 2);
                String blob = parts.length == 2 ? decoded(parts[1]) : "";
                if (CONTAINER.matcher(parts[0]).matches() && isName(blob)) {
                    return new Place(parts[0], blob);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new CaptureException("Not the URL of a blob: " + plain, e);
        }
        throw new CaptureException("Not the URL of a blob in storage account " + account.name() + ": " + plain);
    }

    /** Dots would be resolved on the way, and lead out of the container. */
    private static boolean isName(String blob) {
        return Stream.of(blob.split("/", -1))
                .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String encoded(String path) {
        return Stream.of(path.split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The SDK ends a download when writing fails with an IOException; with any other it waits for the time-out. */
    private static final class Checked extends FilterOutputStream {
        Checked(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (RuntimeException e) {
                throw new IOException("The file could not be taken in", e);
            }
        }
    }
}

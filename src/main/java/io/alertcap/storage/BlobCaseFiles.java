package io.alertcap.storage;

import io.alertcap.capture.CaseFiles;
import io.alertcap.storage.Blobs.Blob;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.Blobs.Item;
import io.alertcap.storage.Blobs.Listing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evidence cases as the blobs {@code cases/{id}/…} of a container of their own: that one can be made immutable, the
 * ledger's cannot. Thread-safe, and safe with any number of hosts.
 */
public final class BlobCaseFiles implements CaseFiles {
    /** What the name of the container adds to that of the ledger's. */
    public static final String CONTAINER_SUFFIX = "-cases";

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern NAME = Pattern.compile("(?:[a-z]{1,20}/)?[A-Za-z0-9][A-Za-z0-9.-]{0,99}");
    private static final int LIST_SIZE = 5_000;

    private final Blobs blobs;

    /** @param pause waits before a call is repeated */
    public BlobCaseFiles(Blobs blobs, Clock hostClock, Consumer<Duration> pause) {
        this.blobs = new RepeatingBlobs(blobs, hostClock, pause);
    }

    @Override
    public boolean put(String captureId, String name, byte[] content) {
        if (content.length > Blobs.MAX_BYTES) {
            throw new IllegalArgumentException(
                    name + " has " + content.length + " bytes, at most " + Blobs.MAX_BYTES + " are allowed");
        }
        return blobs.put(blobName(captureId, name), content, Map.of(), new Condition.IfAbsent())
                .value()
                .isPresent();
    }

    @Override
    public Optional<byte[]> read(String captureId, String name) {
        return blobs.get(blobName(captureId, name)).value().map(Blob::content);
    }

    @Override
    public List<String> names(String captureId) {
        String folder = folder(captureId);
        List<String> names = new ArrayList<>();
        String next = null;
        do {
            Listing listing = list(folder, next);
            listing.items().stream()
                    .map(Item::name)
                    .map(name -> name.substring(folder.length()))
                    .forEach(names::add);
            next = listing.next();
        } while (next != null);
        return List.copyOf(names);
    }

    @Override
    public void delete(String captureId) {
        String folder = folder(captureId);
        for (String name : names(captureId)) {
            var unused = blobs.delete(folder + name, null);
        }
    }

    private Listing list(String folder, @Nullable String after) {
        return blobs.list(folder, after, LIST_SIZE).value();
    }

    private static String folder(String captureId) {
        return "cases/" + safe(ID, captureId) + "/";
    }

    /** No text from outside becomes part of a blob's name. */
    private static String blobName(String captureId, String name) {
        return folder(captureId) + safe(NAME, name);
    }

    private static String safe(Pattern allowed, String text) {
        if (!allowed.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a name in a case, which fit to " + allowed);
        }
        return text;
    }
}

package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Capture files, and what reading them brings. Thread-safe. */
public final class FakeFiles implements CaptureFiles, FileDownloads {
    private static final String SHA = "ab".repeat(32);

    private record Blob(FoundFile found, FileReading reading) {}

    private final Clock clock;
    private final Map<String, Blob> blobs = new LinkedHashMap<>();
    private volatile Runnable beforeLook = () -> {};
    private Effects effects = Effects.UNDISTURBED;
    private @Nullable String unreachable;
    private @Nullable String unreadable;
    private long etags;

    public FakeFiles(Clock clock) {
        this.clock = clock;
    }

    public void beforeLook(Runnable value) {
        beforeLook = value;
    }

    public synchronized void effects(Effects value) {
        effects = value;
    }

    /** Storage does not answer any more; null mends it. */
    public synchronized void unreachable(@Nullable String words) {
        unreachable = words;
    }

    /** Files are listed and cannot be read; null mends it. */
    public synchronized void unreadable(@Nullable String words) {
        unreadable = words;
    }

    public static FileReading packets(long count) {
        return new Counted("pcap", count, count * 60, count * 60, null, null, SHA, null);
    }

    public static FileReading cutOff(long count, String where) {
        return new Counted("pcap", count, count * 60, count * 60, null, null, SHA, where);
    }

    public static FileReading garbage() {
        return new NotACapture("it begins with neither magic number", SHA);
    }

    /** The blob now has these bytes. */
    public synchronized void write(String url, long bytes, FileReading reading) {
        write(url, bytes, reading, clock.instant());
    }

    public synchronized void write(String url, long bytes, FileReading reading, Instant at) {
        blobs.put(url, new Blob(new FoundFile(url, bytes, at, "e" + ++etags), reading));
    }

    public synchronized void delete(String url) {
        blobs.remove(url);
    }

    @Override
    public synchronized void delete(ResourceId account, List<String> urls) {
        effects.before("delete files");
        if (unreachable != null) {
            throw new CaptureException(unreachable);
        }
        urls.forEach(blobs::remove);
    }

    public synchronized boolean has(String url) {
        return blobs.containsKey(url);
    }

    @Override
    public String url(ResourceId account, String path) {
        return "https://" + account.name() + ".blob.core.windows.net/" + path;
    }

    @Override
    public List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget) {
        // Outside the lock: what time brings comes from the fake of Azure, which has a lock of its own.
        beforeLook.run();
        return list(storagePath);
    }

    private synchronized List<FoundFile> list(String storagePath) {
        effects.before("find file");
        if (unreachable != null) {
            throw new CaptureException(unreachable);
        }
        String stem = storagePath.substring(0, storagePath.length() - ".cap".length());
        return blobs.values().stream()
                .map(Blob::found)
                .filter(found -> found.url().startsWith(stem))
                .toList();
    }

    @Override
    public Optional<URI> link(ResourceId account, String url, String name, Duration life) {
        return Optional.of(URI.create(url + "?sig=secret"));
    }

    /** The byte at each place is the last one of its number. */
    @Override
    public synchronized byte[] read(ResourceId account, String url, long from, int length) {
        long end = Math.min(
                from + length, Objects.requireNonNull(blobs.get(url)).found().bytes());
        byte[] bytes = new byte[(int) (end - from)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    @Override
    public synchronized FileReading examine(ResourceId account, FoundFile file) {
        effects.before("read file");
        if (unreadable != null) {
            throw new CaptureException(unreadable);
        }
        Blob blob = blobs.get(file.url());
        if (blob == null) {
            throw new CaptureException("404 BlobNotFound");
        }
        return blob.reading();
    }
}

package io.alertcap.capture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cases in memory. Thread-safe. */
public final class FakeCases implements CaseFiles {
    private final TreeMap<String, byte[]> documents = new TreeMap<>();
    private Effects effects = Effects.UNDISTURBED;
    private @Nullable String immutable;
    private @Nullable String failure;
    private int writes;

    /** Of cases that nobody looks at. */
    public static CaseKeeping keeping() {
        return keeping(new FakeCases());
    }

    public static CaseKeeping keeping(CaseFiles files) {
        return new CaseKeeping(
                files,
                "0.1.0",
                Map.of("ALERTCAP_CAPTURE_LIMIT", "10"),
                record -> "{\"id\":\"" + record.id() + "\",\"state\":\""
                        + record.state().wire() + "\"}\n");
    }

    /** Nothing can be written any more; null mends it. */
    synchronized void fail(@Nullable String words) {
        failure = words;
    }

    synchronized int writes() {
        return writes;
    }

    synchronized void forget(String id, String name) {
        documents.remove(id + "/" + name);
    }

    public synchronized void effects(Effects value) {
        effects = value;
    }

    /** Nothing can be deleted any more; null mends it. */
    public synchronized void immutable(@Nullable String words) {
        immutable = words;
    }

    @Override
    public synchronized boolean put(String captureId, String name, byte[] content) {
        if (failure != null) {
            throw new CaptureException(failure);
        }
        writes++;
        return documents.putIfAbsent(captureId + "/" + name, content.clone()) == null;
    }

    @Override
    public synchronized Optional<byte[]> read(String captureId, String name) {
        return Optional.ofNullable(documents.get(captureId + "/" + name)).map(byte[]::clone);
    }

    @Override
    public synchronized List<String> names(String captureId) {
        String folder = captureId + "/";
        return documents.keySet().stream()
                .filter(name -> name.startsWith(folder))
                .map(name -> name.substring(folder.length()))
                .toList();
    }

    @Override
    public synchronized void delete(String captureId) {
        effects.before("delete case");
        if (immutable != null) {
            throw new CaptureException(immutable);
        }
        documents.keySet().removeIf(name -> name.startsWith(captureId + "/"));
        effects.after("delete case");
    }
}

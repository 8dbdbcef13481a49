package io.alertcap.local.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Uploads into {@code folder/container/name}, for tests that need no storage service. */
public final class FolderUploads implements CaptureUploads {
    private final Path folder;

    public FolderUploads(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(String storagePath, Path file) throws IOException {
        Path target = path(storagePath);
        Files.createDirectories(target.getParent());
        Path whole = Files.createTempFile(target.getParent(), "upload", ".part");
        Files.copy(file, whole, StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where the blob of this URL is, or will be. */
    public Path path(String storagePath) {
        BlobAddress address = BlobAddress.of(storagePath);
        return folder.resolve(address.container()).resolve(address.name());
    }

    /** All files that have arrived. */
    public List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }
}

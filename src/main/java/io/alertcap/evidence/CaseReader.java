package io.alertcap.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a case from a zip, or from the folder into which it was unzipped. Nothing is unpacked to the disk. */
final class CaseReader {
    /** A case's documents have at most 1 MiB each; more than this is no case. */
    private static final int LARGEST_DOCUMENT = 4 * 1024 * 1024;

    private static final int MOST_DOCUMENTS = 20_000;

    private final Map<String, byte[]> documents = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    private CaseReader() {}

    /** What could be read, and what is wrong with the rest. */
    record Reading(CaseFolder folder, List<String> findings) {}

    static Reading read(Path path) throws IOException {
        CaseReader reader = new CaseReader();
        if (Files.isDirectory(path)) {
            reader.folder(path);
        } else {
            reader.zip(path);
        }
        return new Reading(new CaseFolder(reader.documents), List.copyOf(reader.findings));
    }

    private void folder(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).limit(MOST_DOCUMENTS).toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            try (InputStream content = Files.newInputStream(file)) {
                take(name, content);
            }
        }
    }

    private void zip(Path path) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.isDirectory()) {
                    continue;
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    take(entry.getName(), content);
                } catch (IOException | IllegalArgumentException e) {
                    findings.add(entry.getName() + " cannot be read from the zip: " + e.getMessage());
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            findings.add(path.getFileName() + " is no whole zip, it was cut off or changed: " + e.getMessage());
        }
    }

    private void take(String name, InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(LARGEST_DOCUMENT + 1);
        if (bytes.length > LARGEST_DOCUMENT || documents.size() == MOST_DOCUMENTS) {
            throw new IOException("it is larger than a case can be");
        }
        if (documents.putIfAbsent(name, bytes) != null) {
            findings.add(name + " is in the zip twice");
        }
    }
}

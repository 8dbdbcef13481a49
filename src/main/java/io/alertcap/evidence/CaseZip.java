package io.alertcap.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A case as one file: the same documents give the same bytes. */
public final class CaseZip {
    /** The earliest that the format knows: when a document was written says the timeline. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** For the directory at the end, and the list of what was left out. */
    private static final int ROOM = 256 * 1024;

    /** What was exchanged with Azure comes last: of that there can be much. */
    private static final Comparator<String> ORDER =
            Comparator.comparing((String name) -> name.contains("/")).thenComparing(Comparator.naturalOrder());

    private CaseZip() {}

    /**
     * The zip of these documents.
     *
     * @param most bytes of it; documents for which there is no room are named in {@link CaseFolder#LEFT_OUT}
     */
    public static byte[] of(Map<String, byte[]> documents, int most) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> leftOut = new ArrayList<>();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : documents.keySet().stream().sorted(ORDER).toList()) {
                byte[] content = documents.get(name);
                if (content != null && bytes.size() + content.length + ROOM <= most) {
                    put(zip, name, content);
                } else {
                    leftOut.add(name);
                }
            }
            if (!leftOut.isEmpty()) {
                String words =
                        "This zip is not all of the case. It had no room for these documents, which are in storage:\n"
                                + String.join("\n", leftOut.subList(0, Math.min(1_000, leftOut.size()))) + "\n";
                put(zip, CaseFolder.LEFT_OUT, words.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be written", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}

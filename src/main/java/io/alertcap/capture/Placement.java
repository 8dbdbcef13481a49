package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an operator wants the file, as far as the settings leave a choice. The capture's id is put into each path: by it a
 * session is known to be ours, and a later capture writes over nothing.
 *
 * @param keep where at all
 * @param account the storage account; null for the one that the settings name for the region, and no other is taken
 * @param blobPath within the container of the capture files, ends in .cap; null for the usual one
 * @param machinePath on the machine, ends in .cap, may contain {@code {name}}; null for that of the settings
 */
public record Placement(
        Keep keep,
        @Nullable ResourceId account,
        @Nullable String blobPath,
        @Nullable String machinePath) {
    private static final Pattern BLOB_PATH =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    /** With account, container and our own folder, a URL stays far below what services take. */
    private static final int MAX_BLOB_PATH = 300;

    static final String EXTENSION = ".cap";

    /** The portal's "capture location". */
    public enum Keep {
        /** In storage; beside it on the machine where the settings say so. */
        AS_SET,
        STORAGE,
        MACHINE,
        BOTH;

        public String wire() {
            return this == AS_SET ? "asSet" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is wrong with a blob's path, if anything is. */
    public static Optional<String> blobPathProblem(String path) {
        return BLOB_PATH.matcher(path).matches() && path.endsWith(EXTENSION) && path.length() <= MAX_BLOB_PATH
                ? Optional.empty()
                : Optional.of(
                        "must be folders and a name of letters, digits, '.', '_' and '-' that begin with none of the"
                                + " dots, ends in .cap and has at most " + MAX_BLOB_PATH + " characters, such as"
                                + " incident-42/web.cap");
    }

    boolean inStorage() {
        return keep != Keep.MACHINE;
    }

    /** The blob's path with the capture's id as the folder before its name. */
    static String blobPath(String path, String id) {
        int slash = path.lastIndexOf('/') + 1;
        return path.contains("/" + id + "/") ? path : path.substring(0, slash) + id + "/" + path.substring(slash);
    }
}

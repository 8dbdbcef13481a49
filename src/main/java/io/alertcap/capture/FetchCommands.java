package io.alertcap.capture;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command lines that fetch a capture file. Nothing secret is in them: who uses them has rights, or a key. */
public final class FetchCommands {
    /** What no shell reads as anything but a name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");

    private FetchCommands() {}

    /** From storage, by whoever may read there. */
    public static String az(String url, String name) {
        return "az storage blob download --auth-mode login --blob-url \"" + url + "\" --file " + name;
    }

    /**
     * From the app in pieces, where it makes no links. {@code $APP} is its address and {@code $KEY} a function key. What is
     * there already is not fetched again, so the same line goes on after a break. (curl's own {@code -C -} asks for no range
     * while there is no file, and is refused.)
     *
     * @param part which of several files; null where there is one
     */
    public static String curl(String captureId, @Nullable Integer part, long bytes, String name) {
        return "f=" + name + "; touch $f; until [ $(($(wc -c <$f))) -ge " + bytes
                + " ]; do curl -fsS -H \"x-functions-key: $KEY\" -r $(($(wc -c <$f)))- \"$APP/api/captures/" + captureId
                + "/file" + (part == null ? "" : "?part=" + part) + "\" >>$f || break; done";
    }

    /** What the file is called on the reader's disk: the last part of its address, or the capture's id. */
    public static String fileName(String captureId, @Nullable String url) {
        String last = url == null ? "" : url.substring(url.lastIndexOf('/') + 1);
        return NAME.matcher(last).matches() ? last : captureId + Placement.EXTENSION;
    }
}

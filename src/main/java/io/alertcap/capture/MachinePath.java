package io.alertcap.capture;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for a path on the machine, from {@code PacketCaptureStorageLocation}: Linux paths must begin with
 * {@code /var/captures}, Windows paths with a drive, and the file ends in {@code .cap}.
 */
public final class MachinePath {
    private static final Pattern LINUX = Pattern.compile("/var/captures(/[A-Za-z0-9._{}-]+)+");
    private static final Pattern WINDOWS = Pattern.compile("[A-Za-z]:(\\\\[A-Za-z0-9 ._{}-]+)+");
    private static final int MAX = 255;

    private MachinePath() {}

    /** What is wrong with a path on a Linux machine, if anything is. */
    public static Optional<String> linuxProblem(String path) {
        return problem(path, LINUX, "must lie under /var/captures (the agent may write nowhere else)");
    }

    /** What is wrong with a path on a Windows machine, if anything is. */
    public static Optional<String> windowsProblem(String path) {
        return problem(path, WINDOWS, "must be a drive path such as C:\\Captures\\{name}.cap");
    }

    private static Optional<String> problem(String path, Pattern pattern, String rule) {
        if (!pattern.matcher(path).matches() || path.contains("..") || path.length() > MAX) {
            return Optional.of(rule);
        }
        return path.endsWith(".cap") ? Optional.empty() : Optional.of("must end in .cap");
    }
}

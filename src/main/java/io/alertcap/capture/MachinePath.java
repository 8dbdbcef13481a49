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
    private static final String EXTENSION = ".cap";
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

    /** What is wrong with a path on a machine of that operating system, if anything is. */
    static Optional<String> problem(String os, String path) {
        return os.equalsIgnoreCase("Windows") ? windowsProblem(path) : linuxProblem(path);
    }

    /** The path for a capture: its id is put before the extension unless it is in there already. */
    static String of(String template, String name, String id) {
        String path = template.replace("{name}", name);
        return path.contains(id) ? path : path.substring(0, path.length() - EXTENSION.length()) + "-" + id + EXTENSION;
    }

    private static Optional<String> problem(String path, Pattern pattern, String rule) {
        if (!pattern.matcher(path).matches() || path.contains("..") || path.length() > MAX) {
            return Optional.of(rule);
        }
        return path.endsWith(EXTENSION) ? Optional.empty() : Optional.of("must end in .cap");
    }
}

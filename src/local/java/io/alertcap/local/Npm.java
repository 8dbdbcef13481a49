package io.alertcap.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Programs that come from npm, installed once from a pinned manifest.
 *
 * <p>The manifest folder holds {@code package.json} and {@code package-lock.json} and stays as it is: both are copied
 * into a folder below {@code target}, where {@code npm ci} runs without install scripts.
 */
public final class Npm {
    private static final int INSTALL_MINUTES = 10;

    private Npm() {}

    /** Whether {@link #install} has nothing to do. */
    public static boolean isInstalled(Path manifest, Path into) {
        try {
            Path stamp = stamp(into);
            return Files.exists(stamp) && Files.readString(stamp).equals(fingerprint(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes {@code into/node_modules} what the lock file says; does nothing when it is already.
     *
     * @param manifest the folder of package.json and package-lock.json
     * @param into where to install, created if missing
     * @return the node_modules folder
     * @throws IllegalStateException when Node or npm is missing or the installation fails; the message says what to do
     */
    public static synchronized Path install(Path manifest, Path into) {
        Path modules = into.resolve("node_modules");
        try {
            Files.createDirectories(into);
            // Two builds may share the folder: the second waits and then finds the work done.
            try (FileChannel lock =
                    FileChannel.open(into.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                if (!isInstalled(manifest, into)) {
                    Files.deleteIfExists(stamp(into));
                    for (String file : List.of("package.json", "package-lock.json")) {
                        Files.copy(manifest.resolve(file), into.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                    }
                    clean(into);
                    Files.writeString(stamp(into), fingerprint(manifest));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not install " + manifest + " into " + into, e);
        }
        return modules;
    }

    /** The Node program of this machine; a name that the operating system looks up. */
    public static String node() {
        return "node";
    }

    private static void clean(Path into) throws IOException {
        Path log = into.resolve("npm.log");
        String npm = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows") ? "npm.cmd" : "npm";
        Process process;
        try {
            process = new ProcessBuilder(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                    .directory(into.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "npm was not found. Install Node 20 or newer (npm comes with it) and see that both are on PATH.",
                    e);
        }
        try {
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(
                        "npm ci did not end within " + INSTALL_MINUTES + " minutes: see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while npm ci was running", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("npm ci ended with status " + process.exitValue() + ": see " + log);
        }
    }

    private static Path stamp(Path into) {
        return into.resolve("node_modules").resolve(".installed");
    }

    private static String fingerprint(Path manifest) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : List.of("package.json", "package-lock.json")) {
                // Text, not bytes: a checkout with other line ends is the same lock.
                digest.update(Files.readString(manifest.resolve(file))
                        .replace("\r\n", "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

package io.alertcap.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One npm manifest folder (package.json, package-lock.json, scripts) installed under {@code target/}: copied there and
 * installed by {@code npm ci} once for each state of its lock file, so that nothing is installed beside the sources.
 */
public final class Npm {

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);
    private static final String STAMP = ".installed";

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs the manifest, or finds it installed already.
     *
     * @param manifest folder with package.json and package-lock.json
     * @param into folder to copy it to, usually below {@code target/}; made when missing
     * @throws IllegalStateException if node or npm is missing or the installation fails; the message says what to do
     */
    public static synchronized Npm install(Path manifest, Path into) {
        Path lock = manifest.resolve("package-lock.json");
        if (!Files.isRegularFile(lock)) {
            throw new IllegalStateException("No package-lock.json in " + manifest.toAbsolutePath()
                    + ": run the build from the project's folder.");
        }
        try {
            copyFiles(manifest, into);
            String wanted = sha256(lock);
            Path stamp = into.resolve(STAMP);
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
                requireTool("node");
                requireTool("npm");
                run(into, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
                Files.writeString(stamp, wanted);
            }
            return new Npm(into);
        } catch (IOException e) {
            throw new UncheckedIOException("npm packages of " + manifest + " could not be installed in " + into, e);
        }
    }

    /** The folder that holds {@code node_modules} and the copied scripts. */
    public Path folder() {
        return folder;
    }

    /** The path of an installed command, such as {@code azurite-blob}. */
    public Path command(String name) {
        Path command = folder.resolve("node_modules").resolve(".bin").resolve(name);
        if (!Files.exists(command)) {
            throw new IllegalStateException(
                    "The npm command " + name + " is not among those installed in " + folder + ".");
        }
        return command;
    }

    /** A process that runs {@code node} with these arguments in {@link #folder()}; the caller starts it. */
    public ProcessBuilder node(List<String> arguments, Map<String, String> environment) {
        ProcessBuilder process = new ProcessBuilder(Stream.concat(Stream.of("node"), arguments.stream())
                        .toList())
                .directory(folder.toFile());
        process.environment().putAll(environment);
        return process;
    }

    private static void copyFiles(Path manifest, Path into) throws IOException {
        Files.createDirectories(into);
        try (Stream<Path> files = Files.list(manifest)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void requireTool(String tool) throws IOException {
        try {
            run(Path.of("."), List.of(tool, "--version"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    tool + " is needed for the local cloud and was not found on PATH: install Node.js 20 or newer.", e);
        }
    }

    private static void run(Path directory, List<String> command) throws IOException {
        Path log = Files.createTempFile("npm", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(INSTALL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        String.join(" ", command) + " did not end within " + INSTALL_LIMIT + "; its output: "
                                + Files.readString(log));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed with exit status "
                        + process.exitValue() + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + String.join(" ", command), e);
        } finally {
            process.destroy();
            Files.deleteIfExists(log);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

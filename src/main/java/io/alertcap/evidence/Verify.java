package io.alertcap.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks an evidence case, offline: {@code java -jar alertcap-…-verify.jar case.zip [--seal <sha256>] [capture file …]}.
 *
 * <p>Ends with 0 if all is as it was sealed, 1 if anything is not (each item is named), 2 if there is no seal, 3 if it was
 * called wrongly.
 */
public final class Verify {
    static final int WELL = 0;
    static final int CHANGED = 1;
    static final int NOT_SEALED = 2;
    static final int MISUSED = 3;

    private static final String USAGE = "usage: java -jar verify.jar <case.zip or its folder> [--seal <sha256>]"
            + " [capture file …]\n  --seal  what the app's log said when the case was sealed (event=case-sealed)";

    private final PrintStream out;

    private Verify(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(run(System.out, args));
    }

    static int run(PrintStream out, String... args) {
        return new Verify(out).run(args);
    }

    private int run(String... args) {
        List<Path> paths = new ArrayList<>();
        String seal = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--seal") && i + 1 < args.length) {
                seal = args[++i];
            } else if (args[i].startsWith("--")) {
                return misused("What is " + args[i] + "?");
            } else {
                paths.add(Path.of(args[i]));
            }
        }
        if (paths.isEmpty()) {
            return misused("Which case?");
        }
        for (Path path : paths) {
            if (!Files.exists(path)) {
                return misused("There is no " + path + ".");
            }
        }
        try {
            return check(paths.get(0), seal, paths.subList(1, paths.size()));
        } catch (IOException e) {
            out.println("Could not read: " + e.getMessage());
            return CHANGED;
        }
    }

    private int misused(String words) {
        out.println(words + "\n" + USAGE);
        return MISUSED;
    }

    private int check(Path path, @Nullable String seal, List<Path> files) throws IOException {
        CaseReader.Reading reading = CaseReader.read(path);
        CaseFolder folder = reading.folder();
        List<String> findings = new ArrayList<>(reading.findings());
        Optional<String> found = folder.seal();
        if (found.isEmpty() && findings.isEmpty()) {
            out.println("NOT SEALED: " + path + " has no " + CaseFolder.manifest(1)
                    + ". The capture had not come to its end, or the manifest was taken away.");
            return NOT_SEALED;
        }
        if (found.isPresent()) {
            findings.addAll(folder.check());
        }
        if (seal != null && !seal.equalsIgnoreCase(found.orElse(""))) {
            findings.add(CaseFolder.manifest(Math.max(1, folder.seals())) + " is not the one that was asked for: its"
                    + " SHA-256 is " + found.orElse("unknown") + ", not " + seal);
        }
        Sums captureFiles = folder.captureFiles();
        for (Path file : files) {
            check(file, captureFiles).ifPresent(findings::add);
        }
        findings.forEach(finding -> out.println("CHANGED: " + finding));
        if (!findings.isEmpty()) {
            return CHANGED;
        }
        out.println("OK: " + folder.size() + " documents are as they were sealed, " + folder.seals()
                + (folder.seals() == 1 ? " seal." : " seals."));
        int unseen = captureFiles.entries().size() - files.size();
        if (unseen > 0) {
            out.println("Not checked, because not given: " + unseen + " of "
                    + captureFiles.entries().size() + " capture files. Download them and name them here.");
        }
        if (seal == null) {
            out.println("The seal's SHA-256 is " + found.orElseThrow()
                    + ". Compare it with event=case-sealed in the app's log, or give it with --seal.");
        }
        return WELL;
    }

    /** What is wrong with a capture file, if anything is. */
    private Optional<String> check(Path file, Sums captureFiles) throws IOException {
        String sha256 = hash(file);
        for (Sums.Entry entry : captureFiles.entries()) {
            if (entry.sha256().equals(sha256)) {
                out.println("OK: " + file + " is the capture file " + entry.name() + ".");
                return Optional.empty();
            }
        }
        return Optional.of(file + " is none of this case's capture files: its SHA-256 is " + sha256 + ", and "
                + CaseFolder.CAPTURE_FILES + " has "
                + (captureFiles.entries().isEmpty()
                        ? "none"
                        : String.join(
                                ", ",
                                captureFiles.entries().stream()
                                        .map(entry -> entry.name() + " with " + entry.sha256())
                                        .toList())));
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.alertcap;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs that nobody here wrote, with which tests compare. */
public final class Programs {
    private Programs() {}

    /**
     * Skips the test, loudly, where a program is missing; in a build that says {@code CI=true} the test fails instead, so
     * that no skip hides a failure.
     *
     * @param purpose what is not compared without them
     */
    public static void require(String purpose, String... programs) {
        List<String> missing =
                Stream.of(programs).filter(program -> !isInstalled(program)).toList();
        if (missing.isEmpty()) {
            return;
        }
        String reason = purpose + " NOT COMPARED: " + String.join(", ", missing)
                + " not on the PATH (Debian packages tshark and tcpdump)";
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.err.println("SKIPPED: " + reason);
        abort(reason);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}

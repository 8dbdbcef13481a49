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
                + " not on the PATH (Debian packages tshark, tcpdump and chromium)";
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        System.err.println("SKIPPED: " + reason);
        abort(reason);
    }

    /** Where a program is; without it, as {@link #require}. */
    public static Path find(String purpose, String program) {
        require(purpose, program);
        return places(program).findFirst().orElseThrow();
    }

    private static boolean isInstalled(String program) {
        return places(program).findAny().isPresent();
    }

    private static Stream<Path> places(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable);
    }
}

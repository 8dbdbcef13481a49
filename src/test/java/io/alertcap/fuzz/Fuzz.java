package io.alertcap.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What Jazzer calls, guided by the coverage of our own classes: {@code mvn -Pfuzz -Dfuzz.target=alerts -Dfuzz.time=60}.
 * It needs nothing of Jazzer's to compile. Found inputs are left in {@code target/fuzz/<target>}.
 */
public final class Fuzz {
    private static HostileReader reader = HostileReader.ALERTS;

    private Fuzz() {}

    /** Puts the sound inputs where the fuzzer begins. */
    public static void fuzzerInitialize() throws IOException {
        String target = System.getProperty("fuzz.target", "");
        reader = HostileReader.valueOf(target.toUpperCase(Locale.ROOT).replace('-', '_'));
        Path corpus = Files.createDirectories(Path.of("target", "fuzz", reader.folder(), "corpus"));
        List<byte[]> sound = reader.seeds();
        for (int i = 0; i < sound.size(); i++) {
            // The first input of a kind pays for the classes it needs: not counted.
            reader.takes("sound", sound.get(i));
            Files.write(corpus.resolve("sound-" + i), sound.get(i));
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        reader.read("fuzzed input", input);
    }
}

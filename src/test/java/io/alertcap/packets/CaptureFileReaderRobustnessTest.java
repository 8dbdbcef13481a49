package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.HostileCaptureFiles.Chunks;
import io.alertcap.packets.HostileCaptureFiles.Outcome;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many generated files and what can go wrong with them. Each assertion names the seed that repeats it. */
class CaptureFileReaderRobustnessTest {

    private static final int FILES = 200;
    private static final int MUTATIONS = 4_000;

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void finds_in_a_generated_file_what_was_put_there(CaptureFormat format) {
        for (long seed = 0; seed < FILES; seed++) {
            GeneratedCapture made = GeneratedCapture.of(format, seed, 40);

            Outcome outcome = HostileCaptureFiles.read(made.file(), () -> made.file().length);

            Capture capture = (Capture) outcome.reading();
            CaptureFileSummary summary = capture.summary();
            assertThat(capture.earlyEnd()).as("seed %d", seed).isNull();
            assertThat(outcome.packets()).as("seed %d", seed).isEqualTo(made.packets());
            assertThat(summary)
                    .as("seed %d", seed)
                    .isEqualTo(new CaptureFileSummary(
                            format,
                            made.file().length,
                            made.packets().size(),
                            made.capturedBytes(),
                            made.originalBytes(),
                            made.first(),
                            made.last(),
                            65_535,
                            List.of(CaptureBytes.ETHERNET),
                            summary.sha256()));
        }
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void the_pieces_in_which_a_file_comes_make_no_difference(CaptureFormat format) {
        for (long seed = 0; seed < FILES; seed++) {
            byte[] file = GeneratedCapture.of(format, seed, 20).file();
            Random random = new Random(seed);
            Outcome whole = HostileCaptureFiles.read(file, () -> file.length);

            for (Chunks chunks : List.<Chunks>of(() -> 1, () -> 2, () -> 5, () -> 64, () -> random.nextInt(200))) {
                Outcome pieces = HostileCaptureFiles.read(file, chunks);

                assertThat(pieces.reading()).as("seed %d", seed).isEqualTo(whole.reading());
                assertThat(pieces.packets()).as("seed %d", seed).isEqualTo(whole.packets());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void a_mutated_file_gives_an_answer_in_bounded_memory_in_whatever_pieces(CaptureFormat format) {
        int early = 0;
        for (long seed = 0; seed < MUTATIONS; seed++) {
            byte[] file = HostileCaptureFiles.mutate(
                    GeneratedCapture.of(format, seed % 50, 20).file(), new Random(seed));
            Random random = new Random(~seed);

            Outcome whole = HostileCaptureFiles.outcome("seed " + seed, file, random);
            if (whole.reading() instanceof Capture capture && capture.earlyEnd() != null) {
                early++;
            }
        }
        // Otherwise the mutations are too tame to prove anything.
        assertThat(early).isGreaterThan(MUTATIONS / 4);
    }
}

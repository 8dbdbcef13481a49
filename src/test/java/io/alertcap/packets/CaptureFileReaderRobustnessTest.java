package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.GeneratedCapture.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many generated files and what can go wrong with them. Each assertion names the seed that repeats it. */
class CaptureFileReaderRobustnessTest {

    private static final int FILES = 200;
    private static final int MUTATIONS = 4_000;

    /** The reader's answer, everything its sink was shown, and the most memory it set aside. */
    private record Outcome(CaptureFileReading reading, List<Seen> packets, int held) {}

    private interface Chunks {
        int next();
    }

    private static Outcome read(byte[] file, Chunks chunks) {
        List<Seen> packets = new ArrayList<>();
        CaptureFileReader reader = new CaptureFileReader(packet -> packets.add(Seen.of(packet)));
        int at = 0;
        while (at < file.length) {
            int length = Math.min(chunks.next(), file.length - at);
            // From an array of its own: the reader must not lean on bytes of earlier pieces.
            byte[] piece = Arrays.copyOfRange(file, at, at + length);
            reader.write(piece, 0, length);
            Arrays.fill(piece, (byte) 0xEE);
            at += length;
        }
        return new Outcome(reader.finish(), packets, reader.heldCapacity());
    }

    @ParameterizedTest
    @EnumSource(CaptureFormat.class)
    void finds_in_a_generated_file_what_was_put_there(CaptureFormat format) {
        for (long seed = 0; seed < FILES; seed++) {
            GeneratedCapture made = GeneratedCapture.of(format, seed, 40);

            Outcome outcome = read(made.file(), () -> made.file().length);

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
            Outcome whole = read(file, () -> file.length);

            for (Chunks chunks : List.<Chunks>of(() -> 1, () -> 2, () -> 5, () -> 64, () -> random.nextInt(200))) {
                Outcome pieces = read(file, chunks);

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
            byte[] file = mutate(GeneratedCapture.of(format, seed % 50, 20).file(), new Random(seed));
            Random random = new Random(~seed);

            Outcome whole = read(file, () -> file.length);
            Outcome pieces = read(file, () -> random.nextInt(100));

            assertThat(pieces.reading()).as("seed %d", seed).isEqualTo(whole.reading());
            assertThat(pieces.packets()).as("seed %d", seed).isEqualTo(whole.packets());
            assertThat(whole.reading().fileBytes()).as("seed %d", seed).isEqualTo(file.length);
            assertThat(whole.reading().packets())
                    .as("seed %d", seed)
                    .isEqualTo(whole.packets().size());
            assertThat(Math.max(whole.held(), pieces.held()))
                    .as("bytes held, seed %d", seed)
                    .isLessThanOrEqualTo(PcapngDecoder.LARGEST_BLOCK);
            if (whole.reading() instanceof Capture capture && capture.earlyEnd() != null) {
                early++;
            }
        }
        // Otherwise the mutations are too tame to prove anything.
        assertThat(early).isGreaterThan(MUTATIONS / 4);
    }

    private static byte[] mutate(byte[] file, Random random) {
        byte[] mutated = file.clone();
        for (int change = 1 + random.nextInt(4); change > 0; change--) {
            int at = random.nextInt(Math.max(1, mutated.length));
            switch (random.nextInt(6)) {
                case 0 -> mutated = Arrays.copyOf(mutated, at);
                case 1 -> fill(mutated, at, 4, (byte) 0xFF);
                case 2 -> fill(mutated, at, 4, (byte) 0);
                case 3 -> mutated = without(mutated, at, random.nextInt(12));
                case 4 -> fill(mutated, at & ~3, 1, (byte) random.nextInt());
                default -> fill(mutated, at, 1, (byte) random.nextInt());
            }
        }
        return mutated;
    }

    private static void fill(byte[] bytes, int from, int count, byte value) {
        for (int at = from; at < Math.min(from + count, bytes.length); at++) {
            bytes[at] = value;
        }
    }

    private static byte[] without(byte[] bytes, int from, int count) {
        int to = Math.min(from + count, bytes.length);
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }
}

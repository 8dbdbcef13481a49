package io.alertcap.packets;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.GeneratedCapture.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What must hold for any bytes whatever that are read as a capture file. */
public final class HostileCaptureFiles {
    private HostileCaptureFiles() {}

    /** The reader's answer, everything its sink was shown, and the most memory it set aside. */
    record Outcome(CaptureFileReading reading, List<Seen> packets, int held) {}

    interface Chunks {
        int next();
    }

    static Outcome read(byte[] file, Chunks chunks) {
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

    /**
     * Reads the file at once and in pieces: the same comes out, in bounded memory.
     *
     * @return whether it is a capture without damage
     */
    public static boolean read(String which, byte[] file) {
        Random random = new Random(Arrays.hashCode(file));
        return outcome(which, file, random).reading() instanceof Capture capture && capture.earlyEnd() == null;
    }

    static Outcome outcome(String which, byte[] file, Random random) {
        Outcome whole = read(file, () -> file.length);
        Outcome pieces = read(file, () -> random.nextInt(100));

        assertThat(pieces.reading()).as(which).isEqualTo(whole.reading());
        assertThat(pieces.packets()).as(which).isEqualTo(whole.packets());
        assertThat(whole.reading().fileBytes()).as(which).isEqualTo(file.length);
        assertThat(whole.reading().packets())
                .as(which)
                .isEqualTo(whole.packets().size());
        assertThat(Math.max(whole.held(), pieces.held()))
                .as("bytes held, %s", which)
                .isLessThanOrEqualTo(PcapngDecoder.LARGEST_BLOCK);
        return whole;
    }

    /** A file of each format. */
    public static List<byte[]> sound() {
        return Arrays.stream(CaptureFormat.values())
                .map(format -> GeneratedCapture.of(format, 1, 8).file())
                .toList();
    }

    /** A sound file with a few changes. */
    public static byte[] mutated(Random random) {
        CaptureFormat[] formats = CaptureFormat.values();
        return mutate(
                GeneratedCapture.of(formats[random.nextInt(formats.length)], random.nextInt(50), 20)
                        .file(),
                random);
    }

    static byte[] mutate(byte[] file, Random random) {
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

package io.alertcap.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.local.agent.Recording.Cause;
import io.alertcap.local.agent.Recording.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedTrafficTest {
    private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void writes_two_hundred_packets_a_second_from_start_to_limit() throws IOException {
        Recording recording = start("a.cap", 0, 0);

        assertThat(recording.advance(START.plus(MINUTE).plusSeconds(99)))
                .contains(new Ending(START.plus(MINUTE), Cause.TIME));

        List<Packet> packets = read("a.cap");
        assertThat(packets).hasSize(60 * 200);
        assertThat(packets.get(0).at()).isEqualTo(START);
        assertThat(packets.get(packets.size() - 1).at())
                .isEqualTo(START.plus(MINUTE).minusMillis(5));
        assertThat(packets).isSortedAccordingTo(Comparator.comparing(Packet::at));
    }

    @Test
    void the_file_does_not_depend_on_how_often_it_was_asked() throws IOException {
        start("once.cap", 0, 0).advance(START.plus(MINUTE));
        Recording often = start("often.cap", 0, 0);
        for (int i = 0; i <= 60_000; i += 37) {
            often.advance(START.plusMillis(i));
        }
        often.advance(START.plus(MINUTE));

        assertThat(folder.resolve("often.cap")).hasSameBinaryContentAs(folder.resolve("once.cap"));
    }

    @Test
    void cuts_packets_and_keeps_their_length() throws IOException {
        start("whole.cap", 0, 0).advance(START.plus(MINUTE));
        start("cut.cap", 64, 0).advance(START.plus(MINUTE));

        List<Packet> whole = read("whole.cap");
        List<Packet> cut = read("cut.cap");
        assertThat(cut).hasSameSizeAs(whole);
        for (int i = 0; i < cut.size(); i++) {
            assertThat(cut.get(i).captured())
                    .isEqualTo(Math.min(64, whole.get(i).captured()));
            assertThat(cut.get(i).length()).isEqualTo(whole.get(i).length());
        }
    }

    @Test
    void ends_at_the_packet_that_would_not_fit() throws IOException {
        Recording recording = start("a.cap", 0, 10_000);

        Ending ending = recording.advance(START.plus(MINUTE)).orElseThrow();

        assertThat(ending.cause()).isEqualTo(Cause.SIZE);
        assertThat(ending.at()).isBefore(START.plusSeconds(2));
        assertThat(Files.size(folder.resolve("a.cap"))).isBetween(8_000L, 10_000L);
        assertThat(recording.stop(START.plus(MINUTE))).isEqualTo(ending);
    }

    private Recording start(String file, long bytesPerPacket, long totalBytes) throws IOException {
        return new GeneratedTraffic()
                .start(new CaptureOrder(
                        "vm1",
                        InetAddress.getByName("10.0.0.4"),
                        7,
                        200,
                        START,
                        MINUTE,
                        bytesPerPacket,
                        totalBytes,
                        List.of(),
                        null,
                        folder.resolve(file)));
    }

    private record Packet(Instant at, int captured, int length) {}

    /** Reads the format independently of its writer: magic, then records. */
    private List<Packet> read(String name) throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(file.getInt()).isEqualTo(0xa1b2c3d4);
        assertThat(file.getInt(20)).as("link type").isEqualTo(1);
        file.position(24);
        List<Packet> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            Instant at = Instant.ofEpochSecond(Integer.toUnsignedLong(file.getInt()), file.getInt() * 1000L);
            int captured = file.getInt();
            packets.add(new Packet(at, captured, file.getInt()));
            file.position(file.position() + captured);
        }
        return packets;
    }
}

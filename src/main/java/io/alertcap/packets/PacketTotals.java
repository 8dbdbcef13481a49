package io.alertcap.packets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Adds up what every summary tells, and shows each packet on to the caller's sink. */
final class PacketTotals implements PacketSink {

    private final PacketSink next;
    private long packets;
    private long capturedBytes;
    private long originalBytes;

    // Seconds and nanoseconds apart, so that no Instant is made per packet.
    private boolean timeSeen;
    private long firstSecond;
    private int firstNano;
    private long lastSecond;
    private int lastNano;

    PacketTotals(PacketSink next) {
        this.next = next;
    }

    @Override
    public void accept(Packet packet) {
        packets++;
        capturedBytes += packet.capturedLength();
        originalBytes += packet.originalLength();
        if (packet.timed()) {
            stretchTo(packet.epochSecond(), packet.nano());
        }
        next.accept(packet);
    }

    private void stretchTo(long second, int nano) {
        if (!timeSeen || second < firstSecond || (second == firstSecond && nano < firstNano)) {
            firstSecond = second;
            firstNano = nano;
        }
        if (!timeSeen || second > lastSecond || (second == lastSecond && nano > lastNano)) {
            lastSecond = second;
            lastNano = nano;
        }
        timeSeen = true;
    }

    long packets() {
        return packets;
    }

    long capturedBytes() {
        return capturedBytes;
    }

    long originalBytes() {
        return originalBytes;
    }

    @Nullable
    Instant first() {
        return timeSeen ? Instant.ofEpochSecond(firstSecond, firstNano) : null;
    }

    @Nullable
    Instant last() {
        return timeSeen ? Instant.ofEpochSecond(lastSecond, lastNano) : null;
    }
}

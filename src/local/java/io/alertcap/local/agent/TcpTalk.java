package io.alertcap.local.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One TCP connection, segment by segment, with sequence numbers that add up. */
final class TcpTalk {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;

    private final Wire wire;
    private final int localPort;
    private final int remotePort;
    private final boolean localIsClient;
    private final List<Frame> frames = new ArrayList<>();
    private long clientSequence;
    private long serverSequence;

    TcpTalk(Wire wire, int localPort, int remotePort, boolean localIsClient, Random random) {
        this.wire = wire;
        this.localPort = localPort;
        this.remotePort = remotePort;
        this.localIsClient = localIsClient;
        // Some start close below 2^32, so that readers meet the wrap.
        this.clientSequence = 0xffff_f000L + random.nextInt(4096);
        this.serverSequence = random.nextInt() & 0xffff_ffffL;
    }

    List<Frame> frames() {
        return frames;
    }

    void open() {
        segment(true, SYN, new byte[0]);
        segment(false, SYN | ACK, new byte[0]);
        segment(true, ACK, new byte[0]);
    }

    void openRefused() {
        segment(true, SYN, new byte[0]);
        segment(false, RST | ACK, new byte[0]);
    }

    void say(boolean client, byte[] payload) {
        segment(client, PSH | ACK, payload);
        segment(!client, ACK, new byte[0]);
    }

    void close() {
        segment(true, FIN | ACK, new byte[0]);
        segment(false, FIN | ACK, new byte[0]);
        segment(true, ACK, new byte[0]);
    }

    void abort() {
        segment(false, RST | ACK, new byte[0]);
    }

    private void segment(boolean fromClient, int flags, byte[] payload) {
        long sequence = fromClient ? clientSequence : serverSequence;
        long acknowledged = (flags & ACK) == 0 ? 0 : fromClient ? serverSequence : clientSequence;
        frames.add(
                wire.tcp(fromClient == localIsClient, localPort, remotePort, sequence, acknowledged, flags, payload));
        long used = (long) payload.length + ((flags & (SYN | FIN)) == 0 ? 0 : 1);
        if (fromClient) {
            clientSequence = (clientSequence + used) & 0xffff_ffffL;
        } else {
            serverSequence = (serverSequence + used) & 0xffff_ffffL;
        }
    }
}

package io.alertcap.local.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * An endless, repeatable stream of what a small server sees: web sessions with a TLS ClientHello, connections that are
 * refused, name look-ups, pings and somebody trying ports, over IPv4 and IPv6. The same address and seed give the same
 * frames, so a test knows what a file must hold.
 */
public final class TrafficGenerator {
    private static final List<String> NAMES =
            List.of("www.contoso.com", "api.fabrikam.net", "updates.example.org", "db.internal.contoso.com");
    private static final int CONVERSATIONS_AT_ONCE = 4;

    private final Random random;
    private final InetAddress local4;
    private final InetAddress local6 = address("fd00::4");
    private final List<Queue<Frame>> conversations = new ArrayList<>();

    public TrafficGenerator(InetAddress localAddress, long seed) {
        this.local4 = localAddress;
        this.random = new Random(seed);
        for (int i = 0; i < CONVERSATIONS_AT_ONCE; i++) {
            conversations.add(new ArrayDeque<>());
        }
    }

    /** The next frame; there is always one more. */
    public Frame next() {
        Queue<Frame> conversation = conversations.get(random.nextInt(CONVERSATIONS_AT_ONCE));
        if (conversation.isEmpty()) {
            conversation.addAll(newConversation());
        }
        return conversation.remove();
    }

    private List<Frame> newConversation() {
        boolean six = random.nextInt(10) == 0;
        Wire wire = new Wire(six ? local6 : local4, six ? remote6() : remote4());
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> session(wire, ephemeral(), 443, true);
            case 3 -> session(wire, 443, ephemeral(), false);
            case 4 -> session(wire, 22, ephemeral(), false);
            case 5 -> refused(wire, ephemeral(), 8443);
            case 6 -> portScan(wire);
            case 7 -> ping(wire);
            default -> lookUp(new Wire(wire.local(), six ? address("fd00::53") : address("168.63.129.16")));
        };
    }

    private List<Frame> session(Wire wire, int localPort, int remotePort, boolean outgoing) {
        TcpTalk talk = new TcpTalk(wire, localPort, remotePort, outgoing, random);
        talk.open();
        talk.say(true, ClientHello.of(pick(NAMES), random));
        int answers = 1 + random.nextInt(12);
        for (int i = 0; i < answers; i++) {
            talk.say(false, noise(200 + random.nextInt(1200)));
            if (random.nextInt(3) == 0) {
                talk.say(true, noise(20 + random.nextInt(300)));
            }
        }
        if (random.nextInt(5) == 0) {
            talk.abort();
        } else {
            talk.close();
        }
        return talk.frames();
    }

    private List<Frame> refused(Wire wire, int localPort, int remotePort) {
        TcpTalk talk = new TcpTalk(wire, localPort, remotePort, true, random);
        talk.openRefused();
        return talk.frames();
    }

    private List<Frame> portScan(Wire wire) {
        int from = ephemeral();
        List<Frame> frames = new ArrayList<>();
        for (int port : List.of(21, 23, 3389, 5432)) {
            TcpTalk talk = new TcpTalk(wire, port, from, false, random);
            talk.openRefused();
            frames.addAll(talk.frames());
        }
        return frames;
    }

    private List<Frame> ping(Wire wire) {
        int id = random.nextInt(65536);
        byte[] payload = noise(56);
        return List.of(wire.echo(true, id, payload), wire.echo(false, id, payload));
    }

    private List<Frame> lookUp(Wire wire) {
        String name = pick(NAMES);
        int id = random.nextInt(65536);
        int port = ephemeral();
        return List.of(
                wire.udp(true, port, 53, DnsMessage.query(id, name)),
                wire.udp(false, port, 53, DnsMessage.answer(id, name, remote4())));
    }

    private InetAddress remote4() {
        return address("203.0.113." + (1 + random.nextInt(40)));
    }

    private InetAddress remote6() {
        return address("2001:db8::" + Integer.toHexString(1 + random.nextInt(40)));
    }

    private int ephemeral() {
        return 49152 + random.nextInt(16384);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        // Not text and not TLS: nothing that reads the file should take it for a protocol.
        bytes[0] = (byte) 0xf7;
        return bytes;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Not an address: " + literal, e);
        }
    }

    /** The few DNS messages that a machine's resolver exchanges (RFC 1035). */
    private static final class DnsMessage {
        static byte[] query(int id, String name) {
            return new Bytes()
                    .u16(id)
                    .u16(0x0100)
                    .u16(1)
                    .u16(0)
                    .u16(0)
                    .u16(0)
                    .add(name(name))
                    .u16(1)
                    .u16(1)
                    .toArray();
        }

        static byte[] answer(int id, String name, InetAddress address) {
            return new Bytes()
                    .u16(id)
                    .u16(0x8180)
                    .u16(1)
                    .u16(1)
                    .u16(0)
                    .u16(0)
                    .add(name(name))
                    .u16(1)
                    .u16(1)
                    .u16(0xc00c)
                    .u16(1)
                    .u16(1)
                    .u32(300)
                    .u16(4)
                    .add(address.getAddress())
                    .toArray();
        }

        private static byte[] name(String name) {
            Bytes bytes = new Bytes();
            for (String label : name.split("\\.", -1)) {
                bytes.u8(label.length()).add(label.getBytes(StandardCharsets.US_ASCII));
            }
            return bytes.u8(0).toArray();
        }
    }
}

package io.alertcap.local.agent;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One Ethernet frame seen by a machine, with what a filter asks about it. */
public final class Frame {
    private final Transport transport;
    private final InetAddress local;
    private final @Nullable Integer localPort;
    private final InetAddress remote;
    private final @Nullable Integer remotePort;
    private final byte[] bytes;

    Frame(
            Transport transport,
            InetAddress local,
            @Nullable Integer localPort,
            InetAddress remote,
            @Nullable Integer remotePort,
            byte[] bytes) {
        this.transport = transport;
        this.local = local;
        this.localPort = localPort;
        this.remote = remote;
        this.remotePort = remotePort;
        this.bytes = bytes;
    }

    /** What the IP packet carries. */
    public Transport transport() {
        return transport;
    }

    /** The machine's address. */
    public InetAddress local() {
        return local;
    }

    /** The machine's port; null for what has no ports. */
    public @Nullable Integer localPort() {
        return localPort;
    }

    /** The other side's address. */
    public InetAddress remote() {
        return remote;
    }

    /** The other side's port; null for what has no ports. */
    public @Nullable Integer remotePort() {
        return remotePort;
    }

    /** Length of the whole frame in bytes, from the Ethernet header on. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the whole frame. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    byte[] bytes() {
        return bytes;
    }

    /** What an IP packet carries. */
    public enum Transport {
        TCP,
        UDP,
        ICMP
    }
}

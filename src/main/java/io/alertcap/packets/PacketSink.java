package io.alertcap.packets;

/** Sees every whole packet of a capture file, in the order of the file. */
@FunctionalInterface
public interface PacketSink {

    /**
     * Takes one packet.
     *
     * @param packet valid only until this method returns: the reader uses the same object for the next packet
     */
    void accept(Packet packet);
}

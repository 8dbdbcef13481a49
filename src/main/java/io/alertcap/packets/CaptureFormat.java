package io.alertcap.packets;

/** The formats of capture files that can be read here. */
public enum CaptureFormat {
    /** libpcap's savefile with time stamps in microseconds; what Network Watcher writes, under the name {@code .cap}. */
    PCAP,
    /** The same with time stamps in nanoseconds. */
    PCAP_NANOSECONDS,
    /** The block format of Wireshark, {@code dumpcap} and {@code pktmon}. */
    PCAPNG
}

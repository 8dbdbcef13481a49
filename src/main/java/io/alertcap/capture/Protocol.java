package io.alertcap.capture;

import java.util.Locale;
import java.util.Optional;

/** The protocols that Network Watcher can filter by: {@code PcProtocol} of Microsoft.Network. */
public enum Protocol {
    ANY("Any"),
    TCP("TCP"),
    UDP("UDP");

    private final String wire;

    Protocol(String wire) {
        this.wire = wire;
    }

    /** The spelling that Azure uses. */
    public String wire() {
        return wire;
    }

    public static Optional<Protocol> from(String text) {
        String wanted = text.strip().toUpperCase(Locale.ROOT);
        for (Protocol protocol : values()) {
            if (protocol.name().equals(wanted)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}

package io.alertcap.packets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names files that come in place of a capture file, so that somebody knows what to do with them. */
enum ForeignFormat {
    NETWORK_MONITOR_2(
            "GMBU".getBytes(StandardCharsets.US_ASCII),
            "Microsoft Network Monitor, not readable here; open it in Wireshark"),
    NETWORK_MONITOR_1(
            "RTSS".getBytes(StandardCharsets.US_ASCII),
            "Microsoft Network Monitor 1, not readable here; open it in Wireshark"),
    GZIP(new byte[] {0x1F, (byte) 0x8B}, "compressed by gzip, not readable here; unpack it first"),
    ZIP(new byte[] {'P', 'K', 3, 4}, "a zip archive, not readable here; unpack it first"),
    MARKUP(new byte[] {'<'}, "XML or HTML, perhaps an error page saved in place of the file");

    private final byte[] signature;
    private final String description;

    ForeignFormat(byte[] signature, String description) {
        this.signature = signature;
        this.description = description;
    }

    /** @param firstBytes at least 4 */
    static String describe(byte[] firstBytes) {
        for (ForeignFormat format : values()) {
            if (format.begins(firstBytes)) {
                return format.description;
            }
        }
        return "no capture format begins with these bytes";
    }

    private boolean begins(byte[] firstBytes) {
        return Arrays.equals(signature, 0, signature.length, firstBytes, 0, signature.length);
    }
}

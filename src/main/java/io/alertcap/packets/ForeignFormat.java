package io.alertcap.packets;

import java.nio.charset.StandardCharsets;

/** Files that come in place of a capture file, named so that somebody knows what to do with them. */
enum ForeignFormat {
    NETWORK_MONITOR_2("GMBU", "Microsoft Network Monitor, not readable here; open it in Wireshark"),
    NETWORK_MONITOR_1("RTSS", "Microsoft Network Monitor 1, not readable here; open it in Wireshark"),
    GZIP("\u001F\u008B", "compressed by gzip, not readable here; unpack it first"),
    ZIP("PK\u0003\u0004", "a zip archive, not readable here; unpack it first"),
    MARKUP("<", "XML or HTML, perhaps an error page saved in place of the file");

    /** One character a byte. */
    private final String signature;

    private final String description;

    ForeignFormat(String signature, String description) {
        this.signature = signature;
        this.description = description;
    }

    static String describe(byte[] firstBytes) {
        String seen = new String(firstBytes, StandardCharsets.ISO_8859_1);
        for (ForeignFormat format : values()) {
            if (seen.startsWith(format.signature)) {
                return format.description;
            }
        }
        return "no capture format begins with these bytes";
    }
}

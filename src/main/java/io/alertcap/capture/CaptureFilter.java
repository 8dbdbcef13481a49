package io.alertcap.capture;

import org.jspecify.annotations.Nullable;

/**
 * One filter of a packet capture, in the words of Azure: local is the captured machine's side, remote the other. A
 * packet is kept if any filter of the capture fits it. Null means "any". Whether the texts are legal is for
 * {@link FilterGrammar} to say.
 */
public record CaptureFilter(
        Protocol protocol,
        @Nullable String localIPAddress,
        @Nullable String localPort,
        @Nullable String remoteIPAddress,
        @Nullable String remotePort) {

    public CaptureFilter {
        localIPAddress = blankIsAny(localIPAddress);
        localPort = blankIsAny(localPort);
        remoteIPAddress = blankIsAny(remoteIPAddress);
        remotePort = blankIsAny(remotePort);
    }

    /** Such as {@code TCP, local port 443, remote any}. */
    public String inWords() {
        return protocol.wire() + ", local " + side(localIPAddress, localPort) + ", remote "
                + side(remoteIPAddress, remotePort);
    }

    private static String side(@Nullable String address, @Nullable String port) {
        if (port == null) {
            return address == null ? "any" : address;
        }
        return (address == null ? "" : address + " ") + "port " + port;
    }

    /** Blank is any; blanks around a separator are for people, not for Azure. */
    private static @Nullable String blankIsAny(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip().replaceAll("\\s*([;-])\\s*", "$1");
    }
}

package io.alertcap.capture;

import io.alertcap.alert.Warning;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for legal filters that are not likely to fit any packet. */
public final class FilterSense {
    private FilterSense() {}

    /**
     * What is doubtful, filter by filter.
     *
     * @param field where they came from, for the warnings
     */
    public static List<Warning> doubts(String field, List<CaptureFilter> filters) {
        List<Warning> doubts = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            String name = field + "[" + i + "].localIPAddress";
            doubt(filters.get(i).localIPAddress()).ifPresent(words -> doubts.add(new Warning(name, words)));
        }
        return doubts;
    }

    /** Of a range or list, all of it has to be doubtful; its ends stand for a range. */
    private static Optional<String> doubt(@Nullable String addresses) {
        if (addresses == null || addresses.isBlank()) {
            return Optional.empty();
        }
        List<String> doubts = new ArrayList<>();
        for (String address : addresses.split("[;-]", -1)) {
            if (!address.isBlank()) {
                Optional<String> doubt = doubtOne(address.strip());
                if (doubt.isEmpty()) {
                    return Optional.empty();
                }
                doubts.add(doubt.get());
            }
        }
        return doubts.stream().findFirst();
    }

    private static Optional<String> doubtOne(String literal) {
        InetAddress address;
        try {
            // The grammar let it through, so it is no name that would be looked up.
            address = InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return Optional.of(literal + " is no address of a machine: the filter would catch nothing");
        }
        if (address.isLoopbackAddress()) {
            return Optional.of(
                    literal + " is the loopback address, whose packets do not pass the network interface: the"
                            + " filter would catch nothing");
        }
        return isPrivate(address)
                ? Optional.empty()
                : Optional.of(literal + " is a public address. Azure translates those before the machine, whose packets"
                        + " bear its private address: the filter would catch nothing, unless the virtual network itself"
                        + " uses public addresses");
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || carrier || uniqueLocal;
    }
}

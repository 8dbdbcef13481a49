package io.alertcap.local.agent;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One packet filter as Network Watcher takes it; a packet is captured when one filter of the session lets it pass.
 * Written apart from the app's own filter grammar on purpose, so that a mistake there is not repeated here.
 *
 * <p>Grammar (swagger of networkWatcher, PacketCaptureFilter): {@code a}, {@code a-b} or {@code a;b;}; several ranges,
 * or a range within a list, are not supported.
 *
 * @param protocol what the packet must carry
 * @param localAddress address of the machine
 * @param localPort 0 to 65535
 * @param remoteAddress address of the other side
 * @param remotePort 0 to 65535
 */
public record CaptureFilter(
        Protocol protocol, Values localAddress, Values localPort, Values remoteAddress, Values remotePort) {

    /** The protocols of the filter grammar; {@link #ANY} includes those without ports unless ports are given. */
    public enum Protocol {
        TCP,
        UDP,
        ANY
    }

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]+");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    /** Lets every packet pass. */
    public static final CaptureFilter EVERYTHING = parse(null, null, null, null, null);

    /**
     * Reads the five texts of a filter; null or empty means any.
     *
     * @throws IllegalArgumentException if one of them is not of the grammar; the message names it
     */
    public static CaptureFilter parse(
            @Nullable String protocol,
            @Nullable String localAddress,
            @Nullable String localPort,
            @Nullable String remoteAddress,
            @Nullable String remotePort) {
        return new CaptureFilter(
                protocol(protocol),
                values("localIPAddress", localAddress, CaptureFilter::address),
                values("localPort", localPort, CaptureFilter::port),
                values("remoteIPAddress", remoteAddress, CaptureFilter::address),
                values("remotePort", remotePort, CaptureFilter::port));
    }

    /** Whether the frame is one of those asked for. */
    public boolean passes(Frame frame) {
        boolean protocolFits = switch (protocol) {
            case TCP -> frame.transport() == Frame.Transport.TCP;
            case UDP -> frame.transport() == Frame.Transport.UDP;
            case ANY -> true;
        };
        return protocolFits
                && localAddress.holds(Quantity.of(frame.local()))
                && remoteAddress.holds(Quantity.of(frame.remote()))
                && portFits(localPort, frame.localPort())
                && portFits(remotePort, frame.remotePort());
    }

    private static boolean portFits(Values wanted, @Nullable Integer port) {
        return wanted.any() || (port != null && wanted.holds(Quantity.of(port)));
    }

    private static Protocol protocol(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Protocol.ANY;
        }
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equalsIgnoreCase(text)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException("protocol '" + text + "' is not one of TCP, UDP, Any");
    }

    private static Values values(String field, @Nullable String text, Function<String, Quantity> one) {
        if (text == null || text.isBlank()) {
            return new Values(List.of());
        }
        try {
            List<Span> spans = new ArrayList<>();
            if (text.contains("-")) {
                String[] ends = text.split("-", -1);
                if (ends.length != 2 || text.contains(";")) {
                    throw new IllegalArgumentException("a range must be one a-b and not part of a list");
                }
                spans.add(new Span(one.apply(ends[0].strip()), one.apply(ends[1].strip())));
            } else {
                for (String part : text.replaceFirst(";$", "").split(";", -1)) {
                    Quantity value = one.apply(part.strip());
                    spans.add(new Span(value, value));
                }
            }
            return new Values(spans);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + " '" + text + "' is invalid: " + e.getMessage(), e);
        }
    }

    private static Quantity address(String text) {
        // Checked first, because InetAddress would ask a name server about anything else.
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        try {
            return Quantity.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
    }

    private static Quantity port(String text) {
        if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("'" + text + "' is not a port from 0 to 65535");
        }
        return Quantity.of(Integer.parseInt(text));
    }

    /** A set of numbers; an empty one holds every number. */
    public record Values(List<Span> spans) {
        public Values {
            spans = List.copyOf(spans);
        }

        boolean any() {
            return spans.isEmpty();
        }

        boolean holds(Quantity number) {
            return any() || spans.stream().anyMatch(span -> span.holds(number));
        }
    }

    /** The numbers from the first to the last, both included. */
    public record Span(Quantity first, Quantity last) {
        public Span {
            if (first.bits() != last.bits() || first.value().compareTo(last.value()) > 0) {
                throw new IllegalArgumentException("the first of a range must not be greater than the last");
            }
        }

        boolean holds(Quantity number) {
            return number.bits() == first.bits()
                    && number.value().compareTo(first.value()) >= 0
                    && number.value().compareTo(last.value()) <= 0;
        }
    }

    /** A port (16 bits) or an address (32 or 128 bits) as a number. */
    public record Quantity(int bits, BigInteger value) {
        static Quantity of(InetAddress address) {
            byte[] bytes = address.getAddress();
            return new Quantity(bytes.length * 8, new BigInteger(1, bytes));
        }

        static Quantity of(int port) {
            return new Quantity(16, BigInteger.valueOf(port));
        }
    }
}

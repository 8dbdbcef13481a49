package io.alertcap.capture;

import io.alertcap.alert.Warning;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks filters before Azure sees them, because Azure takes some that can never fit a packet and returns an empty file.
 * The grammar is that of {@code PacketCaptureFilter}: an address or port is a single value, one range {@code a-b}, or a
 * list {@code a;b;}; the forms are never mixed.
 */
public final class FilterGrammar {
    private static final int MAX_FILTERS = 50;
    private static final int MAX_TEXT = 1_024;
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,5}");
    private static final Pattern OCTETS = Pattern.compile("[0-9.]*");
    private static final String SIDES = "local is the captured machine, remote the other side (there is no source and "
            + "destination here: one filter catches both directions)";

    private FilterGrammar() {}

    /** What {@link #read} made of raw filters: usable filters, or what is wrong with them. */
    public record Reading(List<CaptureFilter> filters, List<Warning> problems) {
        public Reading {
            filters = List.copyOf(filters);
            problems = List.copyOf(problems);
        }

        public boolean isLegal() {
            return problems.isEmpty();
        }
    }

    /**
     * Reads filters as people write them: field names in any case.
     *
     * @param field where they came from, for the problems
     */
    public static Reading read(String field, List<Map<String, String>> raw) {
        List<CaptureFilter> filters = new ArrayList<>();
        List<Warning> problems = new ArrayList<>();
        if (raw.size() > MAX_FILTERS) {
            problems.add(new Warning(field, "has " + raw.size() + " filters; at most " + MAX_FILTERS + " are taken"));
            return new Reading(filters, problems);
        }
        for (int i = 0; i < raw.size(); i++) {
            readOne(field + "[" + i + "]", raw.get(i), filters, problems);
        }
        return new Reading(problems.isEmpty() ? filters : List.of(), problems);
    }

    private static void readOne(
            String field, Map<String, String> raw, List<CaptureFilter> filters, List<Warning> problems) {
        Protocol protocol = Protocol.ANY;
        String localAddress = null;
        String localPort = null;
        String remoteAddress = null;
        String remotePort = null;
        for (Map.Entry<String, String> entry : raw.entrySet()) {
            String value = entry.getValue();
            switch (entry.getKey().toLowerCase(Locale.ROOT)) {
                case "protocol" -> {
                    Optional<Protocol> known = value.isBlank() ? Optional.of(Protocol.ANY) : Protocol.from(value);
                    if (known.isEmpty()) {
                        problems.add(new Warning(field + ".protocol", unknownProtocol(value)));
                    }
                    protocol = known.orElse(Protocol.ANY);
                }
                case "localipaddress" -> localAddress = value;
                case "localport" -> localPort = value;
                case "remoteipaddress" -> remoteAddress = value;
                case "remoteport" -> remotePort = value;
                default ->
                    problems.add(new Warning(
                            field + "." + shown(entry.getKey()),
                            "is not a filter field; allowed are protocol, localIPAddress, localPort, remoteIPAddress and "
                                    + "remotePort; " + SIDES));
            }
        }
        CaptureFilter filter = new CaptureFilter(protocol, localAddress, localPort, remoteAddress, remotePort);
        problems.addAll(problems(field, filter));
        filters.add(filter);
    }

    private static String unknownProtocol(String value) {
        String head = "\"" + shown(value)
                + "\" is not a protocol that Network Watcher can filter by; allowed are TCP, UDP and Any";
        return value.strip().toUpperCase(Locale.ROOT).startsWith("ICMP")
                ? head + "; use Any, which includes ICMP, and filter for icmp when reading the file"
                : head;
    }

    /** What is wrong with a filter; empty if Azure can apply it. */
    public static List<Warning> problems(String field, CaptureFilter filter) {
        List<Warning> problems = new ArrayList<>();
        checkAddress(field + ".localIPAddress", filter.localIPAddress(), problems);
        checkAddress(field + ".remoteIPAddress", filter.remoteIPAddress(), problems);
        checkPort(field + ".localPort", filter.localPort(), problems);
        checkPort(field + ".remotePort", filter.remotePort(), problems);
        return problems;
    }

    private static void checkAddress(String field, @Nullable String text, List<Warning> problems) {
        check(field, text, "an address", FilterGrammar::address, problems);
    }

    private static void checkPort(String field, @Nullable String text, List<Warning> problems) {
        check(field, text, "a port", FilterGrammar::port, problems);
    }

    /** Reads one value: its number, or throws with the reason. */
    private interface Value {
        Point read(String text) throws Illegal;
    }

    /** A value with the family it belongs to, so that a range cannot go from IPv4 to IPv6. */
    private record Point(BigInteger value, int family) {}

    private static final class Illegal extends Exception {
        private static final long serialVersionUID = 1L;

        Illegal(String message) {
            super(message);
        }
    }

    private static void check(String field, @Nullable String text, String what, Value value, List<Warning> problems) {
        if (text == null) {
            return;
        }
        try {
            if (text.length() > MAX_TEXT) {
                throw new Illegal("is longer than " + MAX_TEXT + " characters");
            }
            if (text.contains(",")) {
                throw new Illegal("has a comma; a list is separated by semicolons, such as 80;443");
            }
            boolean list = text.contains(";");
            boolean range = text.contains("-");
            if (list && range) {
                throw new Illegal("mixes a range and a list; give " + what + ", one range a-b, or one list a;b");
            }
            if (range) {
                checkRange(text, value);
            } else if (list) {
                for (String part : listParts(text)) {
                    value.read(part);
                }
            } else {
                value.read(text);
            }
        } catch (Illegal illegal) {
            problems.add(new Warning(field, "\"" + shown(text) + "\" " + illegal.getMessage()));
        }
    }

    private static void checkRange(String text, Value value) throws Illegal {
        String[] ends = text.split("-", -1);
        if (ends.length != 2) {
            throw new Illegal("is more than one range; give one range a-b, or several filters");
        }
        Point from = value.read(ends[0].strip());
        Point to = value.read(ends[1].strip());
        if (from.family() != to.family()) {
            throw new Illegal("goes from IPv4 to IPv6; both ends must be of one family");
        }
        if (from.value().compareTo(to.value()) > 0) {
            throw new Illegal("ends before it begins");
        }
    }

    private static List<String> listParts(String text) throws Illegal {
        // A trailing semicolon is Azure's own habit: "127.0.0.1;127.0.0.5;".
        String body = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        List<String> parts = new ArrayList<>();
        for (String part : body.split(";", -1)) {
            if (part.isBlank()) {
                throw new Illegal("has an empty place in its list");
            }
            parts.add(part.strip());
        }
        return parts;
    }

    private static Point port(String text) throws Illegal {
        if (!DECIMAL.matcher(text).matches() || Integer.parseInt(text) > 65_535) {
            throw new Illegal("has no port number from 0 to 65535 at \"" + shown(text) + "\"");
        }
        return new Point(new BigInteger(text), 0);
    }

    private static Point address(String text) throws Illegal {
        return text.contains(":") ? ipv6(text) : ipv4(text);
    }

    private static Point ipv4(String text) throws Illegal {
        String[] octets = text.split("\\.", -1);
        if (!OCTETS.matcher(text).matches()) {
            throw new Illegal("has no IP address at \"" + shown(text) + "\"");
        }
        if (octets.length != 4) {
            throw new Illegal("has an IPv4 address of " + octets.length + " octets at \"" + shown(text)
                    + "\"; there must be four, such as 1.1.1.1-255.255.255.255");
        }
        BigInteger value = BigInteger.ZERO;
        for (String octet : octets) {
            if (octet.isEmpty() || octet.length() > 3 || Integer.parseInt(octet) > 255) {
                throw new Illegal("has an octet that is not 0 to 255 at \"" + shown(text) + "\"");
            }
            value = value.shiftLeft(8).or(new BigInteger(octet));
        }
        return new Point(value, 4);
    }

    /** RFC 4291 section 2.2, all three forms. Written out because the JDK's parser looks names up. */
    private static Point ipv6(String text) throws Illegal {
        Illegal illegal = new Illegal("has no IPv6 address at \"" + shown(text) + "\"");
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw illegal;
        }
        if (gap >= 0 && text.indexOf('.') >= 0 && text.indexOf('.') < gap) {
            throw illegal;
        }
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap), illegal);
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), illegal);
        int given = head.size() + tail.size();
        if (gap < 0 ? given != 8 : given > 7) {
            throw illegal;
        }
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < 8; i++) {
            int fromEnd = 8 - i;
            int group = i < head.size() ? head.get(i) : fromEnd <= tail.size() ? tail.get(tail.size() - fromEnd) : 0;
            value = value.shiftLeft(16).or(BigInteger.valueOf(group));
        }
        return new Point(value, 6);
    }

    private static List<Integer> groups(String text, Illegal illegal) throws Illegal {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (i == parts.length - 1 && part.contains(".")) {
                long v4 = ipv4(part).value().longValue();
                groups.add((int) (v4 >> 16));
                groups.add((int) (v4 & 0xffff));
            } else if (part.matches("[0-9A-Fa-f]{1,4}")) {
                groups.add(Integer.parseInt(part, 16));
            } else {
                throw illegal;
            }
        }
        return groups;
    }

    private static String shown(String text) {
        return Printable.beginning(text, 60);
    }
}

package io.alertcap.notify;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From whom, to whom and by which server mail goes.
 *
 * @param host name or IPv4 address of the server that takes mail for submission (RFC 6409)
 * @param port 1 to 65535, usually 587
 * @param login null for a server that takes mail without
 * @param from address of the sender
 * @param to addresses of the receivers, 1 to {@value #MOST_RECEIVERS}; each is a destination of its own, so that one that is
 *     refused neither holds up the others nor makes them get a message twice
 */
public record MailRoute(String host, int port, @Nullable Login login, String from, List<String> to) {
    public static final int MOST_RECEIVERS = 20;

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}", Pattern.CASE_INSENSITIVE);

    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final String NAME = LABEL + "(?:\\." + LABEL + ")*";
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)" + NAME);

    /** What browsers take for an address (HTML, "Valid e-mail address"): nothing that could end or begin a header. */
    private static final Pattern ADDRESS = Pattern.compile(
            "(?=.{1,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@" + NAME);

    /** Name and password at the server. */
    public record Login(String user, String password) {
        /** Neither of them. */
        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /** @throws IllegalArgumentException with what is wrong; never with the password */
    public MailRoute {
        to = List.copyOf(to);
        if (!isHost(host)) {
            throw new IllegalArgumentException("Not a host: " + host);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        if (!isAddress(from) || !to.stream().allMatch(MailRoute::isAddress)) {
            throw new IllegalArgumentException("Not mail addresses: " + from + ", " + to);
        }
        if (to.isEmpty() || to.size() > MOST_RECEIVERS) {
            throw new IllegalArgumentException("1 to " + MOST_RECEIVERS + " receivers, not " + to.size());
        }
    }

    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    public static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** TLS, unless the server is on this machine. */
    boolean needsTls() {
        return !LOOPBACK.matcher(host).matches();
    }

    /** The domain of the sender. */
    String domain() {
        return from.substring(from.indexOf('@') + 1);
    }

    /** Where it goes, not to whom. */
    @Override
    public String toString() {
        return "MailRoute[host=" + host + ", port=" + port + ", receivers=" + to.size() + "]";
    }
}

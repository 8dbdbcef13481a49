package io.alertcap.notify;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place that hears of captures.
 *
 * @param name shown in records, answers and health, such as {@code webhook-1}; never derived from the address
 * @param address https, or plain http to this machine; a secret, since whoever knows a Slack or Teams address may post
 * @param secret to sign with; only a {@link Kind#WEBHOOK} can have one
 */
public record Destination(
        String name, Kind kind, URI address, @Nullable SigningSecret secret) {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /** What a destination reads. */
    public enum Kind {
        /** CloudEvents, signed if there is a secret. */
        WEBHOOK,
        SLACK,
        TEAMS
    }

    /** @throws IllegalArgumentException with a sentence that says what is wrong and does not repeat the address */
    public Destination {
        String host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException("must be a whole address, such as https://example.com/hooks/alertcap");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must not have a user name or password in the address");
        }
        boolean local = "http".equalsIgnoreCase(address.getScheme())
                && LOOPBACK.matcher(host).matches();
        if (!local && !"https".equalsIgnoreCase(address.getScheme())) {
            throw new IllegalArgumentException("must begin with https:// (http:// is allowed to this machine only)");
        }
        if (secret != null && kind != Kind.WEBHOOK) {
            throw new IllegalArgumentException("has a signing secret, which only a webhook can check");
        }
    }

    /** Name and kind, never the address. */
    @Override
    public String toString() {
        return "Destination[name=" + name + ", kind=" + kind + "]";
    }
}

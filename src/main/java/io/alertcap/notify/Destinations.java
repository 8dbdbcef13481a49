package io.alertcap.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The destinations that the settings name, or everything that is wrong with those settings.
 *
 * @param all to be used only if there are no problems
 * @param problems none of them repeats an address or a secret
 */
public record Destinations(List<Destination> all, List<Problem> problems) {
    public static final String WEBHOOK_URLS = "ALERTCAP_WEBHOOK_URLS";
    public static final String WEBHOOK_SECRET = "ALERTCAP_WEBHOOK_SECRET";
    public static final String SLACK_URL = "ALERTCAP_SLACK_URL";
    public static final String TEAMS_URL = "ALERTCAP_TEAMS_URL";

    /** How an app setting looks whose Key Vault reference the platform could not resolve. */
    private static final String UNRESOLVED = "@Microsoft.KeyVault(";

    public Destinations {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    /** What is wrong with a setting, as a sentence without its subject: "must begin with https://". */
    public record Problem(String setting, String detail) {}

    /**
     * Reads the settings; null or blank means not set.
     *
     * @param webhookUrls addresses with commas, spaces or line breaks between them (a comma in an address is %2C)
     * @param secret signs what goes to each webhook; see {@link SigningSecret#parse}
     */
    public static Destinations parse(
            @Nullable String webhookUrls,
            @Nullable String secret,
            @Nullable String slackUrl,
            @Nullable String teamsUrl) {
        Parser parser = new Parser();
        SigningSecret signing = parser.secret(secret);
        parser.webhooks(webhookUrls, signing);
        parser.single(SLACK_URL, "slack", Destination.Kind.SLACK, slackUrl);
        parser.single(TEAMS_URL, "teams", Destination.Kind.TEAMS, teamsUrl);
        return new Destinations(parser.all, parser.problems);
    }

    private static final class Parser {
        private final List<Destination> all = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> addresses = new HashSet<>();

        @Nullable
        SigningSecret secret(@Nullable String text) {
            String secret = read(WEBHOOK_SECRET, text);
            try {
                return secret.isEmpty() ? null : SigningSecret.parse(secret);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(WEBHOOK_SECRET, message(e)));
                return null;
            }
        }

        void webhooks(@Nullable String urls, @Nullable SigningSecret secret) {
            int number = 0;
            for (String url : read(WEBHOOK_URLS, urls).split("[\\s,]+", -1)) {
                if (!url.isEmpty()) {
                    number++;
                    String name = "webhook-" + number;
                    add(WEBHOOK_URLS, "address " + number + " ", name, Destination.Kind.WEBHOOK, url, secret);
                }
            }
        }

        void single(String setting, String name, Destination.Kind kind, @Nullable String url) {
            String address = read(setting, url);
            if (!address.isEmpty()) {
                add(setting, "", name, kind, address, null);
            }
        }

        private void add(
                String setting,
                String subject,
                String name,
                Destination.Kind kind,
                String url,
                @Nullable SigningSecret secret) {
            try {
                URI address = new URI(url);
                Destination destination = new Destination(name, kind, address, secret);
                if (addresses.add(canonical(address))) {
                    all.add(destination);
                } else {
                    problems.add(new Problem(setting, subject + "is there twice; every message would be too"));
                }
            } catch (URISyntaxException e) {
                // Neither its message nor itself: both quote the address.
                String where = e.getIndex() < 0 ? "" : ": look at character " + (e.getIndex() + 1);
                problems.add(new Problem(setting, subject + "is not a legal URL" + where));
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(setting, subject + message(e)));
            }
        }

        /** The text, or empty if the setting is not set or is of no use. */
        private String read(String setting, @Nullable String text) {
            String stripped = text == null ? "" : text.strip();
            if (!stripped.startsWith(UNRESOLVED)) {
                return stripped;
            }
            problems.add(new Problem(
                    setting,
                    "is a Key Vault reference that was not resolved: let the app's identity read the vault's secret"));
            return "";
        }

        private static String canonical(URI address) {
            return address.getScheme().toLowerCase(Locale.ROOT) + "://"
                    + address.getRawAuthority().toLowerCase(Locale.ROOT) + address.getRawPath() + "?"
                    + address.getRawQuery();
        }

        private static String message(IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}

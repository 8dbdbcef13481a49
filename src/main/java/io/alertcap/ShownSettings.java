package io.alertcap;

import io.alertcap.capture.Secrets;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings in force, as they may be shown and kept: no secret, and of addresses that may hold one only the host. */
final class ShownSettings {
    private ShownSettings() {}

    /** Every setting's value by its name, in the order of the README. */
    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            String given = environment.getOrDefault(setting.variable(), "");
            shown.put(setting.variable(), given.isBlank() ? setting.byDefault() : shown(setting, given.strip()));
        }
        return shown;
    }

    private static String shown(Setting setting, String value) {
        // With some mail servers the user's name holds the ids of an app.
        if (setting.range().contains("secret") || setting == Setting.MAIL_USER) {
            return "(set; not shown)";
        }
        return setting == Setting.WEBHOOK_URLS
                ? Stream.of(value.split("[,\\s]+", -1)).map(ShownSettings::host).collect(Collectors.joining(", "))
                : Secrets.removedFrom(value);
    }

    /** The path of a webhook's address is as good as a key with some receivers. */
    private static String host(String address) {
        try {
            URI uri = URI.create(address.strip());
            return uri.getScheme() + "://" + uri.getHost() + "/…";
        } catch (IllegalArgumentException e) {
            return "(set; not shown)";
        }
    }
}

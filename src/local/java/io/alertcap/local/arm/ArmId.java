package io.alertcap.local.arm;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of a resource in a resource group.
 *
 * @param text the whole id
 * @param subscription its subscription
 * @param group its resource group
 * @param type provider and type, such as {@code Microsoft.Compute/virtualMachines}
 * @param name its name
 * @param child what follows the name, with its slash; empty when nothing does
 */
record ArmId(String text, String subscription, String group, String type, String name, String child) {
    private static final Pattern FORM = Pattern.compile(
            "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/([^/]+/[^/]+)/([^/]+)(/.*)?",
            Pattern.CASE_INSENSITIVE);

    static Optional<ArmId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ArmId(
                        text,
                        matcher.group(1),
                        matcher.group(2),
                        matcher.group(3),
                        matcher.group(4),
                        orEmpty(matcher.group(5))))
                : Optional.empty();
    }

    /** An id of our own configuration, where a mistake is a programming error. */
    static ArmId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("Not the id of a resource: " + text));
    }

    static String of(String subscription, String group, String type, String name) {
        return "/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + type + "/" + name;
    }

    /** Ids name the same resource without regard to case. */
    static String key(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    boolean isA(String otherType) {
        return type.equalsIgnoreCase(otherType);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

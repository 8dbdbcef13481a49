package io.alertcap.alert;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id of an Azure resource, a resource group or a subscription, as Azure Resource Manager writes it:
 * {@code /subscriptions/{id}[/resourceGroups/{name}][/providers/{namespace}/{type}/{name}...]}.
 *
 * <p>Azure compares ids without regard to case, and so do {@link #equals} and {@link #hashCode}. A value of this type
 * is safe to build a request path from once its segments are percent-encoded: it has no empty, {@code .} or {@code ..}
 * segment and none of the characters that Resource Manager forbids in names.
 */
public final class ResourceId {
    /** The longest text that is taken for an id, in characters. */
    public static final int MAX_LENGTH = 2048;

    private static final String FORBIDDEN = "<>%&\\?#\"";

    private final String text;
    private final List<String> segments;
    /** Index of the last {@code providers} segment; -1 for a subscription or a resource group. */
    private final int provider;

    private final String key;

    private ResourceId(String text, List<String> segments, int provider) {
        this.text = text;
        this.segments = segments;
        this.provider = provider;
        this.key = join(segments).toLowerCase(Locale.ROOT);
    }

    /**
     * Reads an id.
     *
     * @return the id, or empty for whatever is not one: null, a bare name, a collection, a text longer than
     *     {@value #MAX_LENGTH} characters, a segment that is empty or holds a character no Azure name may have
     */
    public static Optional<ResourceId> parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH || !text.startsWith("/")) {
            return Optional.empty();
        }
        String body = text.substring(1);
        String path = body.endsWith("/") ? body.substring(0, body.length() - 1) : body;
        List<String> segments = List.of(path.split("/", -1));
        if (!segments.stream().allMatch(ResourceId::isName)) {
            return Optional.empty();
        }
        return lastProvider(segments).map(provider -> new ResourceId(text, segments, provider));
    }

    /** The subscription's id, as written. */
    public String subscriptionId() {
        return segments.get(1);
    }

    /** The resource group's name, as written; empty text for an id on subscription level. */
    public String resourceGroup() {
        return inResourceGroup(segments) ? segments.get(3) : "";
    }

    /** The full type in lower case, such as {@code microsoft.compute/virtualmachinescalesets/virtualmachines}. */
    public String type() {
        if (provider < 0) {
            return inResourceGroup(segments)
                    ? "microsoft.resources/subscriptions/resourcegroups"
                    : "microsoft.resources/subscriptions";
        }
        StringBuilder type = new StringBuilder(segments.get(provider + 1));
        for (int i = provider + 2; i < segments.size(); i += 2) {
            type.append('/').append(segments.get(i));
        }
        return type.toString().toLowerCase(Locale.ROOT);
    }

    /** The last segment, as written. */
    public String name() {
        return segments.get(segments.size() - 1);
    }

    /** What this resource is a part of: the resource above a child, then the resource group, then the subscription. */
    public Optional<ResourceId> parent() {
        if (segments.size() == 2) {
            return Optional.empty();
        }
        boolean topLevel = provider >= 0 && segments.size() == provider + 4;
        return parse(join(segments.subList(0, topLevel ? provider : segments.size() - 2)));
    }

    /** The canonical form: lower case, no slash at the end. Two ids are equal exactly when their keys are. */
    public String key() {
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceId that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** The text this id was read from. */
    @Override
    public String toString() {
        return text;
    }

    /** The last {@code providers} of a well-formed id, -1 if it has none; empty if the segments are no id. */
    private static Optional<Integer> lastProvider(List<String> segments) {
        if (segments.size() < 2 || !segments.get(0).equalsIgnoreCase("subscriptions")) {
            return Optional.empty();
        }
        int provider = -1;
        int at = inResourceGroup(segments) ? 4 : 2;
        while (at < segments.size()) {
            boolean scopeEnds = segments.get(at).equalsIgnoreCase("providers");
            // "providers" is followed by namespace, type and name; within a namespace types and names alternate.
            int length = scopeEnds ? 4 : 2;
            if (at + length > segments.size() || (!scopeEnds && provider < 0)) {
                return Optional.empty();
            }
            provider = scopeEnds ? at : provider;
            at += length;
        }
        return Optional.of(provider);
    }

    private static boolean inResourceGroup(List<String> segments) {
        return segments.size() >= 4 && segments.get(2).equalsIgnoreCase("resourceGroups");
    }

    private static boolean isName(String segment) {
        return !segment.isBlank()
                && !segment.equals(".")
                && !segment.equals("..")
                && segment.codePoints().allMatch(ResourceId::isNameCharacter);
    }

    private static boolean isNameCharacter(int codePoint) {
        return FORBIDDEN.indexOf(codePoint) < 0 && Text.isVisible(codePoint);
    }

    private static String join(List<String> segments) {
        return "/" + String.join("/", segments);
    }
}

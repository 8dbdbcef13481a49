package io.alertcap.capture;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that a machine must have, all of them, so that it may be captured. Azure tells names of tags apart without
 * regard to case, and values with it.
 *
 * @param required values by name
 */
public record MachineTags(Map<String, String> required) {
    /** Every machine may be captured. */
    public static final MachineTags NONE = new MachineTags(Map.of());

    public MachineTags {
        required = Map.copyOf(required);
    }

    /** The first that a machine lacks, as {@code name=value}. */
    public Optional<String> missingFrom(Map<String, String> tags) {
        return required.entrySet().stream()
                .filter(wanted -> tags.entrySet().stream()
                        .noneMatch(tag -> tag.getKey().equalsIgnoreCase(wanted.getKey())
                                && wanted.getValue().equals(tag.getValue())))
                .map(wanted -> wanted.getKey() + "=" + wanted.getValue())
                .min(Comparator.naturalOrder());
    }
}

package io.alertcap.alert;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An Azure region by its programmatic name: lower case, no spaces. ARM answers with either form ("South Central US",
 * "southcentralus"); both make the same value.
 *
 * @param name 1 to 64 letters, digits or hyphens
 */
public record Region(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

    /** @throws IllegalArgumentException if the text is no region's name */
    public Region {
        name = name.replace(" ", "").toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A region is 1 to 64 letters, digits or hyphens, such as westus2.");
        }
    }

    /** Same as the constructor; reads better where a display name comes in. */
    public static Region of(String name) {
        return new Region(name);
    }

    @Override
    public String toString() {
        return name;
    }
}

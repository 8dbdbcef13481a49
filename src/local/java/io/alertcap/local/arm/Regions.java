package io.alertcap.local.arm;

import java.util.Locale;

/** Region names, which come as {@code westeurope} and as {@code West Europe}. */
final class Regions {
    private Regions() {}

    static String name(String text) {
        return text.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    static boolean same(String one, String other) {
        return name(one).equals(name(other));
    }
}

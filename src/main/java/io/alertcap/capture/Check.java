package io.alertcap.capture;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a capture needs, and how it stands.
 *
 * @param name such as {@code storage}
 * @param about the region, the setting or the like that it is about; null where there is only one
 * @param evidence what was seen
 * @param fix what a person can do; null unless something is wrong, or could not be seen
 */
public record Check(
        String name,
        @Nullable String about,
        State state,
        String evidence,
        @Nullable String fix) {
    /** How it stands. */
    public enum State {
        OK,
        /** No capture would succeed before it is mended. */
        WRONG,
        /** It could not be seen. */
        UNKNOWN,
        /** It was not looked at, because of something else. */
        SKIPPED;

        /** As it is written in documents. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Check ok(String name, @Nullable String about, String evidence) {
        return new Check(name, about, State.OK, evidence, null);
    }

    public static Check wrong(String name, @Nullable String about, String evidence, String fix) {
        return new Check(name, about, State.WRONG, evidence, fix);
    }

    static Check unknown(String name, @Nullable String about, String evidence, String fix) {
        return new Check(name, about, State.UNKNOWN, evidence, fix);
    }

    static Check skipped(String name, @Nullable String about, String evidence) {
        return new Check(name, about, State.SKIPPED, evidence, null);
    }
}

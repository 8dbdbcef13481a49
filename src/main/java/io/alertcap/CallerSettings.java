package io.alertcap;

import io.alertcap.api.PlatformSignIn;
import io.alertcap.api.SigningKey;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, beyond what the host checks.
 *
 * @param signingKey signs the sessions of the pages; null for no pages
 * @param platform who signed in at the platform, and whether that opens the pages
 */
record CallerSettings(@Nullable SigningKey signingKey, PlatformSignIn platform) {
    private static final Pattern ROLE = Pattern.compile("\\S{1,120}");

    static CallerSettings read(SettingValues values) {
        return new CallerSettings(signingKey(values), platform(values));
    }

    private static @Nullable SigningKey signingKey(SettingValues values) {
        String text = values.value(Setting.SIGNING_KEY);
        try {
            return text == null ? null : SigningKey.parse(text);
        } catch (IllegalArgumentException e) {
            values.wrong(Setting.SIGNING_KEY, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static PlatformSignIn platform(SettingValues values) {
        boolean on = "true".equalsIgnoreCase(values.given(PlatformSignIn.SWITCH));
        String role = values.value(Setting.OPERATOR_ROLE);
        if (role != null && !ROLE.matcher(role).matches()) {
            values.wrong(
                    Setting.OPERATOR_ROLE,
                    "is " + SettingValues.quoted(role) + "; it must be " + Setting.OPERATOR_ROLE.range());
        }
        return new PlatformSignIn(on, role);
    }
}

package io.alertcap;

import io.alertcap.api.PlatformSignIn;
import io.alertcap.api.SigningKey;
import io.alertcap.entra.SecureWebhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may call, beyond what the host checks.
 *
 * @param signingKey signs the sessions of the pages; null for no pages
 * @param platform who signed in at the platform, and whether that opens the pages
 * @param webhook the tokens that alerts must carry; null where a key is enough
 */
record CallerSettings(
        @Nullable SigningKey signingKey,
        PlatformSignIn platform,
        @Nullable SecureWebhook webhook) {
    private static final Pattern WEBHOOK =
            Pattern.compile("(?<tenant>" + SecureWebhook.TENANT + ")\\s*=\\s*(?<audience>[\\w.~:/-]{1,255})");
    private static final Pattern ROLE = Pattern.compile("\\S{1,120}");

    static CallerSettings read(SettingValues values) {
        return new CallerSettings(signingKey(values), platform(values), webhook(values));
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

    private static @Nullable SecureWebhook webhook(SettingValues values) {
        Optional<URI> authority = authority(values);
        String text = values.value(Setting.SECURE_WEBHOOK);
        if (text == null) {
            return null;
        }
        Matcher parts = WEBHOOK.matcher(text);
        if (!parts.matches()) {
            values.wrong(
                    Setting.SECURE_WEBHOOK,
                    "is " + SettingValues.quoted(text) + "; it must be " + Setting.SECURE_WEBHOOK.range()
                            + ", such as 00000000-0000-0000-0000-000000000001=api://CLIENT_ID");
            return null;
        }
        return authority
                .map(address -> SecureWebhook.of(address, parts.group("tenant"), parts.group("audience")))
                .orElse(null);
    }

    private static Optional<URI> authority(SettingValues values) {
        String text = values.text(Setting.ENTRA_AUTHORITY);
        try {
            URI authority = new URI(text);
            Optional<String> problem = SecureWebhook.authorityProblem(authority);
            problem.ifPresent(words ->
                    values.wrong(Setting.ENTRA_AUTHORITY, "is " + SettingValues.quoted(text) + "; it " + words));
            return problem.isPresent() ? Optional.empty() : Optional.of(authority);
        } catch (URISyntaxException e) {
            values.wrong(
                    Setting.ENTRA_AUTHORITY, "is no address; it must be one such as https://login.microsoftonline.com");
            return Optional.empty();
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

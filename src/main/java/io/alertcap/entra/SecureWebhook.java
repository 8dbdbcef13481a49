package io.alertcap.entra;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which tokens an action group's secure webhook is known by.
 *
 * @param authority where the cloud's tokens come from, such as {@code https://login.microsoftonline.com}
 * @param tenant id of the tenant that issues them
 * @param audiences what they are for: the app registration, by its identifier URI or client id
 */
public record SecureWebhook(URI authority, String tenant, List<String> audiences) {
    /** A tenant's id, as a regular expression. A name such as {@code common} would stand for everybody's tenants. */
    public static final String TENANT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final Pattern GUID = Pattern.compile(TENANT);

    public SecureWebhook {
        audiences = List.copyOf(audiences);
        authorityProblem(authority).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        if (!GUID.matcher(tenant).matches() || audiences.isEmpty()) {
            throw new IllegalArgumentException("needs the id of a tenant, and an audience");
        }
    }

    /** For an app registration, which is {@code api://CLIENT_ID} in tokens of version 1 and its client id in version 2. */
    public static SecureWebhook of(URI authority, String tenant, String audience) {
        String bare = audience.startsWith("api://") ? audience.substring("api://".length()) : audience;
        return new SecureWebhook(
                authority, tenant, GUID.matcher(bare).matches() ? List.of("api://" + bare, bare) : List.of(audience));
    }

    /** What is wrong with the address, if anything is. */
    public static Optional<String> authorityProblem(URI authority) {
        String path = authority.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return mayBeAsked(authority)
                        && bare
                        && authority.getRawQuery() == null
                        && authority.getRawFragment() == null
                        && authority.getRawUserInfo() == null
                ? Optional.empty()
                : Optional.of("must be an https address without path, such as https://login.microsoftonline.com");
    }

    /** Keys are worth what the connection is that they came over. Plain http is for an issuer on this machine. */
    static boolean mayBeAsked(URI address) {
        return address.getHost() != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme())
                                && List.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost())));
    }

    /** Where the issuer of a version describes itself. */
    URI configuration(int version) {
        return authority.resolve("/" + tenant + (version == 2 ? "/v2.0" : "") + "/.well-known/openid-configuration");
    }
}

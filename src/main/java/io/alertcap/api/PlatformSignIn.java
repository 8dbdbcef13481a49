package io.alertcap.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who signed in at the platform (App Service authentication, "Easy Auth"), by the headers that it adds. It takes such
 * headers off requests from outside only where it is switched on; anywhere else anybody could send them, and nothing of
 * them is believed.
 *
 * @see <a href="https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities">Work with user
 *     identities</a>
 */
public final class PlatformSignIn {
    /** Set by the platform in the app's environment while its authentication is on. */
    public static final String SWITCH = "WEBSITE_AUTH_ENABLED";

    static final String LOGIN = "/.auth/login/aad?post_login_redirect_uri=";

    /** As the two versions of Entra's tokens name a role. */
    private static final Set<String> ROLE =
            Set.of("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role");

    private final boolean on;
    private final @Nullable String operatorRole;

    /** Who signed in, with the roles given to him in the app's own registration. */
    record Principal(String id, Caller caller, Set<String> roles) {}

    /** @param operatorRole the role that opens the pages; null if none does */
    public PlatformSignIn(boolean on, @Nullable String operatorRole) {
        this.on = on;
        this.operatorRole = operatorRole;
    }

    /** Whether somebody who signs in there can be let in to the pages. */
    boolean opensPages() {
        return on && operatorRole != null;
    }

    boolean isOperator(Principal principal) {
        return on && operatorRole != null && principal.roles().contains(operatorRole);
    }

    /** Whoever called a route that a key opens: the name, if the platform vouches for one. */
    Caller keyHolder(Map<String, String> headers) {
        return principal(headers).map(Principal::caller).orElse(Caller.KEY_HOLDER);
    }

    /** @param headers with names in lower case, as the host passes them on */
    Optional<Principal> principal(Map<String, String> headers) {
        String id = headers.getOrDefault("x-ms-client-principal-id", "");
        if (!on || id.isBlank() || !"aad".equals(headers.get("x-ms-client-principal-idp"))) {
            return Optional.empty();
        }
        String name = headers.getOrDefault("x-ms-client-principal-name", "");
        return Optional.of(new Principal(
                id,
                new Caller(name.isBlank() ? id : name, Caller.Proof.ENTRA),
                roles(headers.getOrDefault("x-ms-client-principal", ""))));
    }

    private static Set<String> roles(String principal) {
        Set<String> roles = new HashSet<>();
        for (JsonNode claim : claims(principal)) {
            if (ROLE.contains(claim.path("typ").asText())) {
                roles.add(claim.path("val").asText());
            }
        }
        return roles;
    }

    private static JsonNode claims(String principal) {
        ObjectMapper json = new ObjectMapper();
        try {
            return json.readTree(Base64.getDecoder().decode(principal)).path("claims");
        } catch (IllegalArgumentException | JsonProcessingException e) {
            // Without claims there are no roles, and without a role nobody is let in.
            return json.missingNode();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be read", e);
        }
    }
}

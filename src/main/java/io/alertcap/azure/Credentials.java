package io.alertcap.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.AzureAuthorityHosts;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.AzureDeveloperCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import io.alertcap.azure.AzureAccess.Login;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The app's identity. Which one is decided at once, from the settings and the environment; the credential itself, with
 * its many classes, is only made when it is first asked for. Safe for use by several threads.
 */
public final class Credentials {
    private static final String CLIENT_ID = "AZURE_CLIENT_ID";
    private static final String TENANT_ID = "AZURE_TENANT_ID";
    private static final String CLIENT_SECRET = "AZURE_CLIENT_SECRET";
    private static final List<String> SERVICE_PRINCIPAL = List.of(CLIENT_ID, TENANT_ID, CLIENT_SECRET);

    /** Set by App Service and Functions once an identity is assigned to the app. */
    private static final String IDENTITY_ENDPOINT = "IDENTITY_ENDPOINT";

    /** Set by App Service and Functions in any case. */
    private static final String IN_AZURE = "WEBSITE_INSTANCE_ID";

    private final AzureAccess access;
    private final Map<String, String> environment;
    private final Login login;
    private @Nullable TokenCredential credential;

    /** @throws IllegalArgumentException saying what is missing for the login that the settings ask for */
    public Credentials(AzureAccess access, Map<String, String> environment) {
        this.access = access;
        this.environment = Map.copyOf(environment);
        this.login = access.login() == Login.AUTO ? choose() : access.login();
        if (login == Login.SERVICE_PRINCIPAL) {
            List<String> missing =
                    SERVICE_PRINCIPAL.stream().filter(name -> !has(name)).toList();
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("A service principal needs the settings "
                        + String.join(", ", SERVICE_PRINCIPAL) + "; missing: " + String.join(", ", missing) + ".");
            }
        }
    }

    /** Which login is used; never {@link Login#AUTO}. */
    public Login login() {
        return login;
    }

    /** What the one who runs the app should know about that choice. */
    public Optional<String> warning() {
        return login == Login.SERVICE_PRINCIPAL
                ? Optional.of(
                        "The app signs in with " + CLIENT_SECRET + ", the tutorial's way: a secret that lies in the"
                                + " settings and expires. In Azure, turn on the app's managed identity, give it the role and"
                                + " remove the three AZURE_ settings.")
                : Optional.empty();
    }

    /** The credential; null for {@link Login#NONE}. The same object every time. */
    public synchronized @Nullable TokenCredential credential() {
        if (credential == null) {
            credential = make();
        }
        return credential;
    }

    /** Gets a token for Resource Manager where that is one short call, and is remembered: from the managed identity. */
    public void prepare() {
        if (login == Login.MANAGED_IDENTITY) {
            Objects.requireNonNull(credential()).getTokenSync(new TokenRequestContext().addScopes(access.tokenScope()));
        }
    }

    private Login choose() {
        if (has(IDENTITY_ENDPOINT)) {
            return Login.MANAGED_IDENTITY;
        }
        if (SERVICE_PRINCIPAL.stream().allMatch(this::has)) {
            return Login.SERVICE_PRINCIPAL;
        }
        if (has(IN_AZURE)) {
            throw new IllegalArgumentException("The app has no identity: turn on its managed identity in Azure and give"
                    + " it the role that the documentation names.");
        }
        return Login.DEVELOPER;
    }

    private @Nullable TokenCredential make() {
        return switch (login) {
            case MANAGED_IDENTITY -> managedIdentity();
            case SERVICE_PRINCIPAL ->
                new ClientSecretCredentialBuilder()
                        .httpClient(Transport.forTokens(access.timeouts()))
                        .authorityHost(authority())
                        .tenantId(environment.get(TENANT_ID))
                        .clientId(environment.get(CLIENT_ID))
                        .clientSecret(environment.get(CLIENT_SECRET))
                        .build();
            case DEVELOPER ->
                new ChainedTokenCredentialBuilder()
                        .addLast(new AzureCliCredentialBuilder().build())
                        .addLast(new AzureDeveloperCliCredentialBuilder().build())
                        .build();
            case NONE -> null;
            case AUTO -> throw new IllegalStateException("A login was chosen in the constructor.");
        };
    }

    private TokenCredential managedIdentity() {
        ManagedIdentityCredentialBuilder identity =
                new ManagedIdentityCredentialBuilder().httpClient(Transport.forTokens(access.timeouts()));
        if (access.clientId() != null) {
            identity.clientId(access.clientId());
        }
        return identity.build();
    }

    /** Where a service principal of this cloud signs in. */
    private String authority() {
        return switch (access.endpoint().getHost()) {
            case "management.chinacloudapi.cn" -> AzureAuthorityHosts.AZURE_CHINA;
            case "management.usgovcloudapi.net" -> AzureAuthorityHosts.AZURE_GOVERNMENT;
            default -> AzureAuthorityHosts.AZURE_PUBLIC_CLOUD;
        };
    }

    private boolean has(String name) {
        String value = environment.get(name);
        return value != null && !value.isBlank();
    }
}

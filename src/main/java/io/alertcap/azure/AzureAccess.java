package io.alertcap.azure;

import io.alertcap.capture.Timeouts;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Azure Resource Manager is reached, and as whom.
 *
 * @param endpoint scheme, host and port, such as {@code https://management.azure.com}. Plain http is for a local
 *     stand-in: it needs a loopback address and {@link Login#NONE}
 * @param clientId of a user-assigned managed identity; null for the system-assigned one
 * @param createWatcherIn resource group in which a missing Network Watcher is created; null to create none
 * @param timeouts of a call to it, or to where its tokens come from
 */
public record AzureAccess(
        URI endpoint,
        Login login,
        @Nullable String clientId,
        @Nullable String createWatcherIn,
        Timeouts timeouts) {
    public static final URI PUBLIC_CLOUD = URI.create("https://management.azure.com");

    /** Literal addresses only: a name could be made to resolve to anything. */
    private static final Pattern LOOPBACK = Pattern.compile(
            "localhost|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}|\\[(::1|(0{1,4}:){7}0{0,3}1)]",
            Pattern.CASE_INSENSITIVE);

    /** Azure's own rule for the names of resource groups. */
    private static final Pattern RESOURCE_GROUP = Pattern.compile("[\\p{L}\\p{N}_.()-]{0,89}[\\p{L}\\p{N}_()-]");

    /** Where the app's identity comes from. */
    public enum Login {
        /** The managed identity in Azure, a service principal if the environment has one, else the developer's login. */
        AUTO,
        MANAGED_IDENTITY,
        /** {@code AZURE_CLIENT_ID}, {@code AZURE_TENANT_ID} and {@code AZURE_CLIENT_SECRET}. */
        SERVICE_PRINCIPAL,
        /** Who is signed in to {@code az} or {@code azd} on this machine. */
        DEVELOPER,
        /** No token at all: for a stand-in on this machine. */
        NONE
    }

    /** With the usual time-outs. */
    public AzureAccess(URI endpoint, Login login, @Nullable String clientId, @Nullable String createWatcherIn) {
        this(endpoint, login, clientId, createWatcherIn, Timeouts.USUAL);
    }

    /** @throws IllegalArgumentException saying what is wrong, for the one who wrote the settings */
    public AzureAccess {
        refuse(endpointProblem(endpoint, login));
        refuse(loginProblem(endpoint, login));
        refuse(groupProblem(createWatcherIn));
        if (clientId != null && clientId.isBlank()) {
            throw new IllegalArgumentException(
                    "The client id of the managed identity is blank. Leave it out for the system-assigned identity.");
        }
        int port = endpoint.getPort();
        endpoint = URI.create(endpoint.getScheme() + "://" + endpoint.getHost().toLowerCase(Locale.ROOT)
                + (port < 0 ? "" : ":" + port));
    }

    /** What is wrong with the address of Resource Manager, if anything is. */
    public static Optional<String> endpointProblem(URI endpoint, Login login) {
        String scheme = endpoint.getScheme();
        if (scheme == null || endpoint.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            return Optional.of(
                    "The endpoint of Azure Resource Manager must be an address such as " + PUBLIC_CLOUD + ".");
        }
        String path = endpoint.getRawPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        if (!bare
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null
                || endpoint.getRawUserInfo() != null) {
            return Optional.of(
                    "The endpoint of Azure Resource Manager must be scheme, host and port only, without path,"
                            + " query or user name.");
        }
        return scheme.equals("http") && login != Login.NONE
                ? Optional.of("A token must not travel over plain http. Use https, or no credential at all with a"
                        + " stand-in on this machine.")
                : Optional.empty();
    }

    /** What is wrong with that login at a legal address, if anything is. */
    public static Optional<String> loginProblem(URI endpoint, Login login) {
        return login == Login.NONE && !LOOPBACK.matcher(endpoint.getHost()).matches()
                ? Optional.of("Doing without a credential is for a stand-in on this machine"
                        + " (localhost, 127.0.0.0/8, [::1]); " + endpoint.getHost()
                        + " is not on it. Choose another credential.")
                : Optional.empty();
    }

    /** What is wrong with a resource group's name, if there is one and anything is. */
    public static Optional<String> groupProblem(@Nullable String name) {
        return name != null && !RESOURCE_GROUP.matcher(name).matches()
                ? Optional.of(
                        "The resource group for a missing Network Watcher must be a name of 1 to 90 letters, digits,"
                                + " hyphens, underscores, periods or parentheses that does not end in a period.")
                : Optional.empty();
    }

    private static void refuse(Optional<String> problem) {
        problem.ifPresent(words -> {
            throw new IllegalArgumentException(words);
        });
    }

    /** What a token is asked for. Every cloud's Resource Manager is named by its own address. */
    String tokenScope() {
        return endpoint + "/.default";
    }
}

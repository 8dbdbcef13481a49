package io.alertcap;

import io.alertcap.alert.ResourceId;
import io.alertcap.api.SettingProblem;
import io.alertcap.azure.AzureAccess;
import io.alertcap.azure.Credentials;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.MachineTags;
import io.alertcap.notify.Destination;
import io.alertcap.notify.MailRoute;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The app settings, read once and typed. All problems are found at once, by name; with any problem the app refuses work
 * and says which, instead of failing to load.
 *
 * @param policy the rules of captures
 * @param azure how Azure Resource Manager is reached
 * @param credentials the app's identity
 * @param destinations where messages go over HTTP
 * @param mail where they go as mail; null for nowhere
 * @param state where the ledger is
 * @param callers who may call
 * @param stateContainer the ledger's container
 * @param blobEndpoint address of a storage account's blobs, with {@code {account}} in it
 * @param machineTags that a machine must have so that it may be captured
 * @param linkLife how long a link to a capture file can be used; nothing to make no links
 * @param actionGroups those that call the app, as far as it is told
 * @param shown every setting's value by name, without anything secret
 */
public record Settings(
        CapturePolicy policy,
        AzureAccess azure,
        Credentials credentials,
        List<Destination> destinations,
        @Nullable MailRoute mail,
        StateStorage state,
        CallerSettings callers,
        String stateContainer,
        String blobEndpoint,
        MachineTags machineTags,
        Duration linkLife,
        Set<ResourceId> actionGroups,
        Map<String, String> shown) {

    /** Where the ledger is: by a connection string (locally), or by address and identity. */
    public record StateStorage(
            @Nullable String connectionString, @Nullable String endpoint) {
        /** Without the connection string: there is a key in it. */
        @Override
        public String toString() {
            return "StateStorage[" + (connectionString != null ? "by connection string" : "endpoint=" + endpoint) + "]";
        }
    }

    /** Settings, or what is wrong with them. */
    public record Reading(@Nullable Settings settings, List<SettingProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads the environment. Never throws for what stands there. */
    public static Reading read(Map<String, String> environment) {
        SettingValues values = new SettingValues(environment);
        Settings settings = new SettingsReader(values).settings();
        return new Reading(values.problems().isEmpty() ? settings : null, values.problems());
    }
}

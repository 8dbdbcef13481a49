package io.alertcap.capture;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A storage account as Azure Resource Manager describes it. What an answer does not say is taken to be well.
 *
 * @param region null where the answer does not say it
 * @param sku such as {@code Standard_LRS}
 * @param sharedKey whether it takes what is signed with its key. Network Watcher writes with such a signature
 * @param access who may reach it by its network rules
 * @param blobEndpoint address of its blobs
 */
public record StorageAccount(
        ResourceId id,
        @Nullable Region region,
        @Nullable String sku,
        boolean sharedKey,
        Access access,
        @Nullable String blobEndpoint) {

    /** The account's network rules in one word. */
    public enum Access {
        /** All networks. */
        ALL,
        /** Some: which, is in its rules. */
        SOME,
        /** No rule lets any network in, nor is there a private endpoint. */
        NONE
    }

    /**
     * Why no capture file can get there.
     *
     * @param reason with the name of the setting
     * @param fix what a person can do about it
     */
    public record Misfit(String reason, String fix) {}

    /**
     * Why captures of machines in a region cannot go there, if anything is known to be in the way: the service wants a
     * Standard account of the machine's region that takes shared access signatures, and the agent in the machine must
     * reach it. See learn.microsoft.com/azure/network-watcher/packet-capture-manage, prerequisites.
     */
    public Optional<Misfit> misfit(Region machines) {
        String named = "ALERTCAP_STORAGE_ACCOUNTS names " + id.name() + " for region " + machines.name() + ", ";
        if (region != null && !region.equals(machines)) {
            return Optional.of(new Misfit(
                    named + "but that account is in " + region.name(),
                    "name a storage account in " + machines.name()
                            + " there: packets are stored in the machine's region" + " only"));
        }
        if (sku != null && sku.regionMatches(true, 0, "Premium", 0, "Premium".length())) {
            return Optional.of(new Misfit(
                    named + "but that account is " + sku + ", and Network Watcher writes to Standard accounts only",
                    "name a Standard account there"));
        }
        if (!sharedKey) {
            return Optional.of(new Misfit(
                    named + "but shared key access is switched off on that account, and Network Watcher writes with a"
                            + " shared access signature",
                    update("--allow-shared-key-access true") + ", or name another account there"));
        }
        if (access == Access.NONE) {
            return Optional.of(new Misfit(
                    named + "but that account's network rules let no network in, and it has no private endpoint",
                    "let the machines' subnet in (az storage account network-rule add), or give the account a private"
                            + " endpoint"));
        }
        return Optional.empty();
    }

    /** Why an account that a setting names is of no use: it is not there. */
    public static Misfit missing(ResourceId id, Region machines) {
        return new Misfit(
                "ALERTCAP_STORAGE_ACCOUNTS names " + id.name() + " for region " + machines.name() + ", but there is no "
                        + id,
                "correct the account's id there");
    }

    private String update(String option) {
        return "az storage account update --subscription " + id.subscriptionId() + " --resource-group "
                + id.resourceGroup() + " --name " + id.name() + " " + option;
    }
}

package io.alertcap.local.arm;

/**
 * A storage account that captures may go to.
 *
 * @param id ARM id
 * @param region such as {@code westeurope}
 * @param sku such as {@code Standard_LRS}; the service cannot use Premium ones
 * @param sharedKeyAccess the service needs it, because it mints a SAS
 * @param network whom its rules let in
 * @param blobEndpoint without a slash at the end; Azurite's is {@code http://127.0.0.1:10000/devstoreaccount1}
 */
public record StorageAccount(
        String id, String region, String sku, boolean sharedKeyAccess, Network network, String blobEndpoint) {

    /** Network rules. */
    public enum Network {
        ALL,
        /** One subnet. */
        SUBNET,
        NOBODY
    }

    /** A standard account in public Azure's form. */
    public static StorageAccount standard(String id, String region) {
        String name = id.substring(id.lastIndexOf('/') + 1);
        return new StorageAccount(
                id, region, "Standard_LRS", true, Network.ALL, "https://" + name + ".blob.core.windows.net");
    }

    /** The same account elsewhere, such as in Azurite. */
    public StorageAccount at(String newBlobEndpoint) {
        return new StorageAccount(id, region, sku, sharedKeyAccess, network, newBlobEndpoint.replaceFirst("/+$", ""));
    }

    /** The same account in another region. */
    public StorageAccount in(String newRegion) {
        return new StorageAccount(id, newRegion, sku, sharedKeyAccess, network, blobEndpoint);
    }

    /** The same account of another kind, such as {@code Premium_LRS}. */
    public StorageAccount sku(String newSku) {
        return new StorageAccount(id, region, newSku, sharedKeyAccess, network, blobEndpoint);
    }

    /** The same account, which takes no signature made with its key. */
    public StorageAccount withoutSharedKey() {
        return new StorageAccount(id, region, sku, false, network, blobEndpoint);
    }

    /** The same account with other network rules. */
    public StorageAccount network(Network newNetwork) {
        return new StorageAccount(id, region, sku, sharedKeyAccess, newNetwork, blobEndpoint);
    }

    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    boolean takesFilesFrom(String machineRegion) {
        return region.equalsIgnoreCase(machineRegion) && !sku.startsWith("Premium") && sharedKeyAccess;
    }
}

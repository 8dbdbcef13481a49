package io.alertcap.local.arm;

/**
 * A storage account that captures may go to.
 *
 * @param id ARM id
 * @param region such as {@code westeurope}
 * @param sku such as {@code Standard_LRS}; the service cannot use Premium ones
 * @param sharedKeyAccess the service needs it, because it mints a SAS
 * @param blobEndpoint without a slash at the end; Azurite's is {@code http://127.0.0.1:10000/devstoreaccount1}
 */
public record StorageAccount(String id, String region, String sku, boolean sharedKeyAccess, String blobEndpoint) {

    /** A standard account in public Azure's form. */
    public static StorageAccount standard(String id, String region) {
        String name = id.substring(id.lastIndexOf('/') + 1);
        return new StorageAccount(id, region, "Standard_LRS", true, "https://" + name + ".blob.core.windows.net");
    }

    /** The same account elsewhere, such as in Azurite. */
    public StorageAccount at(String newBlobEndpoint) {
        return new StorageAccount(id, region, sku, sharedKeyAccess, newBlobEndpoint.replaceFirst("/+$", ""));
    }

    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    boolean takesFilesFrom(String machineRegion) {
        return region.equalsIgnoreCase(machineRegion) && !sku.startsWith("Premium") && sharedKeyAccess;
    }
}

package io.alertcap.bench.umbrella;

import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import com.azure.core.util.BinaryData;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.resourcemanager.AzureResourceManager;
import com.azure.resourcemanager.network.models.NetworkWatcher;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.util.HashMap;
import java.util.Map;

/**
 * An alert's way to its packet capture as the samples of azure-resourcemanager go it: what is known is read from a blob,
 * the watcher of the region is looked for, its captures are counted, one is created.
 */
public final class UmbrellaStart {
    private UmbrellaStart() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        BlobClient state = new BlobServiceClientBuilder()
                .connectionString(environment.get("AzureWebJobsStorage"))
                .buildClient()
                .getBlobContainerClient("bench")
                .getBlobClient("state.json");
        state.downloadContent();

        Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
        endpoints.put("resourceManagerEndpointUrl", environment.get("ALERTCAP_ARM_ENDPOINT") + "/");
        endpoints.put("managementEndpointUrl", environment.get("ALERTCAP_ARM_ENDPOINT") + "/");
        AzureProfile profile = new AzureProfile(
                environment.get("BENCH_TENANT"),
                environment.get("BENCH_SUBSCRIPTION"),
                new AzureEnvironment(endpoints));
        AzureResourceManager azure = AzureResourceManager.configure()
                .withLogLevel(HttpLogDetailLevel.NONE)
                .authenticate(new DefaultAzureCredentialBuilder().build(), profile)
                .withDefaultSubscription();
        NetworkWatcher watcher = azure.networkWatchers().list().stream()
                .filter(one -> one.regionName().equals("westeurope"))
                .findFirst()
                .orElseThrow();
        long running = watcher.packetCaptures().list().stream().count();
        if (running >= 10) {
            throw new IllegalStateException("The limit is reached");
        }
        watcher.packetCaptures()
                .define("capture-" + System.nanoTime())
                .withTarget(environment.get("BENCH_TARGET"))
                .withStorageAccountId(environment.get("BENCH_ACCOUNT"))
                .withTimeLimitInSeconds(10)
                .create();
        state.upload(BinaryData.fromString("{}"), true);
        System.out.println("done");
    }
}

package io.alertcap.bench.start;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * The least that the same jars need for it: one blob read, a token, two lists and the PUT, by a bare pipeline. No record
 * is written before, nothing is checked, nothing is limited in time.
 */
public final class BareStart {
    private static final String VERSION = "?api-version=2024-07-01";
    private static final ObjectMapper JSON = new ObjectMapper();

    private BareStart() {}

    public static void main(String[] arguments) throws IOException {
        HttpClient http = new JdkHttpClientBuilder().build();
        BlobClient state = new BlobServiceClientBuilder()
                .httpClient(http)
                .connectionString(System.getenv("AzureWebJobsStorage"))
                .buildClient()
                .getBlobContainerClient("bench")
                .getBlobClient("state.json");
        JSON.readTree(state.downloadContent().toString());
        String arm = System.getenv("ALERTCAP_ARM_ENDPOINT");
        HttpPipeline pipeline = new HttpPipelineBuilder()
                .httpClient(http)
                .policies(new BearerTokenAuthenticationPolicy(
                        new ManagedIdentityCredentialBuilder().httpClient(http).build(), arm + "/.default"))
                .build();
        String subscription = arm + "/subscriptions/" + System.getenv("BENCH_SUBSCRIPTION");
        JsonNode watchers = send(
                pipeline,
                new HttpRequest(
                        HttpMethod.GET, subscription + "/providers/Microsoft.Network/networkWatchers" + VERSION));
        String watcher = "";
        for (JsonNode one : watchers.path("value")) {
            if (one.path("location").asText().equals("westeurope")) {
                watcher = arm + one.path("id").asText();
            }
        }
        if (send(pipeline, new HttpRequest(HttpMethod.GET, watcher + "/packetCaptures" + VERSION))
                        .path("value")
                        .size()
                >= 10) {
            throw new IllegalStateException("The limit is reached");
        }
        ObjectNode body = JSON.createObjectNode();
        body.putObject("properties")
                .put("target", System.getenv("BENCH_TARGET"))
                .put("timeLimitInSeconds", 10)
                .putObject("storageLocation")
                .put("storageId", System.getenv("BENCH_ACCOUNT"));
        send(
                pipeline,
                new HttpRequest(HttpMethod.PUT, watcher + "/packetCaptures/capture-" + System.nanoTime() + VERSION)
                        .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                        .setBody(body.toString()));
        state.upload(BinaryData.fromString("{}"), true);
        System.out.println("done");
    }

    private static JsonNode send(HttpPipeline pipeline, HttpRequest request) throws IOException {
        try (HttpResponse response = pipeline.sendSync(request, Context.NONE)) {
            if (response.getStatusCode() >= 300) {
                throw new IOException(response.getStatusCode() + " to " + request.getHttpMethod());
            }
            return JSON.readTree(response.getBodyAsBinaryData().toBytes());
        }
    }
}

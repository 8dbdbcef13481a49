package io.alertcap.storage;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.alertcap.capture.Timeouts;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How Blob Storage is reached, and the one place where its clients are made: by the app's identity, or, with the local cloud,
 * by a connection string.
 */
public final class BlobAccess {
    private final @Nullable String connectionString;
    private final @Nullable String endpoint;
    private final @Nullable TokenCredential credential;
    private final HttpClient http;

    BlobAccess(
            @Nullable String connectionString,
            @Nullable String endpoint,
            @Nullable TokenCredential credential,
            HttpClient http) {
        this.connectionString = connectionString;
        this.endpoint = endpoint;
        this.credential = credential;
        this.http = http;
    }

    /**
     * Access by an account's key.
     *
     * @param connectionString as the portal shows it; capture files in other accounts need AccountKey in it
     * @param timeouts of a call; those for small documents are cut off earlier
     */
    public static BlobAccess byConnectionString(String connectionString, Timeouts timeouts) {
        return new BlobAccess(
                Objects.requireNonNull(connectionString, "connectionString"), null, null, httpClient(timeouts));
    }

    /**
     * Access by the app's identity.
     *
     * @param endpoint of the ledger's account, such as {@code https://example.blob.core.windows.net}
     * @param timeouts as with a connection string
     */
    public static BlobAccess byIdentity(String endpoint, TokenCredential credential, Timeouts timeouts) {
        Objects.requireNonNull(endpoint, "endpoint");
        return new BlobAccess(null, endpoint, Objects.requireNonNull(credential, "credential"), httpClient(timeouts));
    }

    /** Whether it is by the app's identity, and not by an account's key. */
    boolean byIdentity() {
        return credential != null;
    }

    /** A container of the ledger's account. Its calls are single tries. */
    BlobContainerClient container(String name) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null));
        if (connectionString != null) {
            builder.connectionString(connectionString);
        } else {
            builder.endpoint(endpoint).credential(Objects.requireNonNull(credential));
        }
        return builder.buildClient().getBlobContainerClient(name);
    }

    /** An account that holds capture files. Reading repeats itself. */
    BlobServiceClient account(String name, String accountEndpoint) {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .httpClient(http)
                .endpoint(accountEndpoint)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        3,
                        (Integer) null,
                        Duration.ofMillis(200).toMillis(),
                        2_000L,
                        null));
        if (connectionString != null) {
            builder.credential(new StorageSharedKeyCredential(name, accountKey(connectionString)));
        } else {
            builder.credential(Objects.requireNonNull(credential));
        }
        return builder.buildClient();
    }

    private static String accountKey(String connectionString) {
        for (String part : connectionString.split(";", -1)) {
            if (part.strip().toLowerCase(Locale.ROOT).startsWith("accountkey=")) {
                return part.strip().substring("accountkey=".length());
            }
        }
        throw new IllegalArgumentException("The storage connection string has no AccountKey, so capture files in other"
                + " accounts cannot be read: use the long form of the connection string, or an identity.");
    }

    /** The JDK's client: the SDK's other one, Netty, brings 25 MB of jars and a slower cold start. */
    private static HttpClient httpClient(Timeouts timeouts) {
        return new JdkHttpClientBuilder()
                .connectionTimeout(timeouts.connect())
                .responseTimeout(timeouts.read())
                .readTimeout(timeouts.read())
                .writeTimeout(timeouts.read())
                .build();
    }

    /** Without key and connection string. */
    @Override
    public String toString() {
        return connectionString != null ? "BlobAccess by connection string" : "BlobAccess by identity to " + endpoint;
    }
}

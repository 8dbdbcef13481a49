package io.alertcap.local;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alertcap.local.arm.LoopbackCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Blob Storage on loopback: Azurite's blob service, a process of its own. */
public final class Azurite implements AutoCloseable {
    /** The account that Azurite has. */
    public static final String ACCOUNT = "devstoreaccount1";

    /**
     * That account's key, which is the same on every machine and no secret.
     *
     * @see <a href="https://learn.microsoft.com/azure/storage/common/storage-connect-azurite">Connect to Azurite</a>
     */
    public static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Pattern LISTENS = Pattern.compile("successfully listens on https?://127\\.0\\.0\\.1:(\\d+)");

    /** It writes its tables every 5 s; clients that keep their connections open may keep it from ending sooner. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path log;
    private final Duration grace;
    private final @Nullable LoopbackCertificate certificate;
    private final int port;
    private volatile ChildProcess process;

    private Azurite(
            List<String> command, Path log, Duration grace, @Nullable LoopbackCertificate certificate, int port) {
        this.command = command;
        this.log = log;
        this.grace = grace;
        this.certificate = certificate;
        process = launch(port);
        this.port = Integer.parseInt(process.await(LISTENS, PATIENCE).group(1));
    }

    private ChildProcess launch(int onPort) {
        List<String> onThatPort = new ArrayList<>(command);
        onThatPort.addAll(List.of("--blobPort", Integer.toString(onPort)));
        return ChildProcess.start("Azurite", new ProcessBuilder(onThatPort), log, grace);
    }

    /**
     * Starts Azurite and waits until it listens on 127.0.0.1.
     *
     * @param npm the folder of package.json, package-lock.json and end-with-parent.cjs
     * @param installed where npm installs, see {@link Npm#install}
     * @param port where to listen; 0 for a free port
     * @param data folder that keeps the blobs; null keeps them in memory
     * @param log file that gets what Azurite prints
     * @throws IllegalStateException when Node, npm or the port cannot be had; the message says which
     */
    public static Azurite start(Path npm, Path installed, int port, @Nullable Path data, Path log) {
        return start(npm, installed, port, data, log, null);
    }

    /** With a certificate it speaks https, and takes tokens of Entra beside the account's key. */
    static Azurite start(
            Path npm,
            Path installed,
            int port,
            @Nullable Path data,
            Path log,
            @Nullable LoopbackCertificate certificate) {
        // By its script and not by npx, which would leave it running when killed.
        Path script = Npm.install(npm, installed).resolve("azurite/dist/src/blob/main.js");
        List<String> command = new ArrayList<>(List.of(
                Npm.node(),
                "--require",
                npm.resolve("end-with-parent.cjs").toAbsolutePath().toString(),
                script.toAbsolutePath().toString(),
                "--blobHost",
                "127.0.0.1",
                "--disableTelemetry",
                // The SDK is newer than the newest version that Azurite knows.
                "--skipApiVersionCheck",
                "--silent"));
        command.addAll(
                data == null
                        ? List.of("--inMemoryPersistence")
                        : List.of("--location", data.toAbsolutePath().toString()));
        if (certificate != null) {
            command.addAll(List.of(
                    "--oauth",
                    "basic",
                    "--cert",
                    certificate.keyStore().toAbsolutePath().toString(),
                    "--pwd",
                    certificate.password()));
        }
        return new Azurite(List.copyOf(command), log, data == null ? Duration.ZERO : GRACE, certificate, port);
    }

    /** Stands still, its connections open, as storage that hangs; {@link #resume} lets it answer all that waited. */
    public void pause() {
        process.signal("STOP");
    }

    public void resume() {
        process.signal("CONT");
    }

    /** Starts it again on the same port after {@link #close}; what it kept in memory only is gone. */
    public void startAgain() {
        process = launch(port);
        var unused = process.await(LISTENS, PATIENCE);
    }

    /** The blob endpoint of {@link #ACCOUNT}, without a slash at its end. */
    public URI endpoint() {
        return URI.create(scheme() + "://127.0.0.1:" + port + "/" + ACCOUNT);
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** What AzureWebJobsStorage is set to. */
    public String connectionString() {
        return "DefaultEndpointsProtocol=" + scheme() + ";AccountName=" + ACCOUNT + ";AccountKey=" + KEY
                + ";BlobEndpoint=" + endpoint() + ";";
    }

    /** A client that has the account's key. */
    public BlobServiceClient client() {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder().connectionString(connectionString());
        if (certificate != null) {
            builder.httpClient(new JdkHttpClientBuilder(http()).build());
        }
        return builder.buildClient();
    }

    /** Who trusts its certificate, if it has one. */
    HttpClient.Builder http() {
        HttpClient.Builder builder = HttpClient.newBuilder();
        return certificate == null ? builder : builder.sslContext(certificate.context());
    }

    private String scheme() {
        return certificate == null ? "http" : "https";
    }

    @Override
    public void close() {
        process.close();
    }
}

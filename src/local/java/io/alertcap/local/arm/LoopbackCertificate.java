package io.alertcap.local.arm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost and 127.0.0.1, made by the JDK's keytool and signed by itself. */
public final class LoopbackCertificate {
    private static final String ALIAS = "localhost";

    private final SSLContext context;
    private final Path pem;
    private final Path store;
    private final Path trust;
    private final String password;

    private LoopbackCertificate(SSLContext context, Path pem, Path store, Path trust, String password) {
        this.context = context;
        this.pem = pem;
        this.store = store;
        this.trust = trust;
        this.password = password;
    }

    /** Makes one; the folder gets the key store, the certificate as PEM and a store of what is to be trusted. */
    public static LoopbackCertificate make(Path folder) {
        return make(folder, "localhost");
    }

    /** Likewise, for one more name. */
    public static LoopbackCertificate make(Path folder, String host) {
        String password = UUID.randomUUID().toString();
        Path store = folder.resolve("localhost.p12");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(store);
            keytool(store, password, host);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, password.toCharArray());
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
            Path trustStore = folder.resolve("trusted.p12");
            try (OutputStream out = Files.newOutputStream(trustStore)) {
                trusted.store(out, password.toCharArray());
            }
            return new LoopbackCertificate(
                    context, writePem(folder, keys.getCertificate(ALIAS)), store, trustStore, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Could not make a certificate for localhost in " + folder, e);
        }
    }

    /** For a server that shows it, and for a client that trusts nothing else. */
    public SSLContext context() {
        return context;
    }

    /** The certificate, for clients to trust. */
    public Path pem() {
        return pem;
    }

    /** Certificate and key as PKCS #12, for a server in another process. */
    public Path keyStore() {
        return store;
    }

    /** Of {@link #keyStore}. It is new each time, and guards nothing but loopback. */
    public String password() {
        return password;
    }

    /** What makes another JVM trust it, and nothing else, as a value of {@code JAVA_TOOL_OPTIONS}. */
    public String trustingOptions() {
        return "-Djavax.net.ssl.trustStore=" + trust.toAbsolutePath() + " -Djavax.net.ssl.trustStorePassword="
                + password;
    }

    private static Path writePem(Path folder, Certificate certificate) throws IOException, GeneralSecurityException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(certificate.getEncoded());
        return Files.writeString(
                folder.resolve("localhost.pem"),
                "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static void keytool(Path store, String password, String host) throws IOException {
        Path log = Files.createTempFile("keytool", ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1" + (host.equals(ALIAS) ? "" : ",dns:" + host),
                        "-startdate",
                        "-1d",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        // From the environment: command lines can be read by everybody on the machine.
                        "-storepass:env",
                        "KEYSTORE_PASSWORD"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("KEYSTORE_PASSWORD", password);
        Process process = builder.start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool did not make a key pair: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool was running", e);
        } finally {
            process.destroy();
            Files.deleteIfExists(log);
        }
    }
}

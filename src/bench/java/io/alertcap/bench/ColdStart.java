package io.alertcap.bench;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.sun.net.httpserver.HttpServer;
import io.alertcap.bench.start.AppStart;
import io.alertcap.bench.start.BareStart;
import io.alertcap.bench.start.WorkerShaped;
import io.alertcap.local.Azurite;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Machine;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From the start of a JVM under the Functions worker's flags to the PUT of a packet capture that Resource Manager
 * accepts: the app as it is wired in production, a bare azure-core pipeline on the app's own jars, and the umbrella SDK.
 * All three sign in with a managed identity, read their state from Blob Storage and speak https. The moment of the PUT is
 * taken where it arrives, in the stand-in. Rounds are interleaved, in an order drawn anew for each.
 *
 * <p>Arguments: rounds (15), then any number of {@code label=folder} with packages of the app to compare; without one,
 * target/azure-functions/alertcap.
 */
public final class ColdStart {
    private static final Path UMBRELLA = Path.of("target", "umbrella", "lib");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PASSWORD = "changeit";

    private final LocalEstate estate;
    private final Map<String, String> environment;
    private final Path trust;
    private int runs;

    private record Variant(String label, String main, String classPath) {}

    private record Run(double seconds, double cpuSeconds) {}

    private ColdStart(LocalEstate estate, Map<String, String> environment, Path trust) {
        this.estate = estate;
        this.environment = environment;
        this.trust = trust;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        Path folder = Files.createDirectories(Path.of("target", "bench", "cold-start"));
        HttpServer identity = identity();
        try (LocalEstate estate =
                LocalEstate.start(folder, LocalEstate.Ports.free(), null, (arm, azurite) -> arm.withoutRateLimits())) {
            BlobContainerClient container = estate.blobs().getBlobContainerClient("bench");
            container.create();
            container.getBlobClient("state.json").upload(BinaryData.fromString("{}"));
            ColdStart bench = new ColdStart(estate, environment(estate, identity), trust(estate, folder));
            bench.compare(rounds, variants(arguments));
        } finally {
            identity.stop(0);
        }
    }

    private static List<Variant> variants(String[] arguments) throws IOException, URISyntaxException {
        Map<String, Path> packages = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] named = arguments[i].split("=", 2);
            packages.put(named[0], Path.of(named[1]));
        }
        if (packages.isEmpty()) {
            packages.put("app", LocalEstate.PACKAGE);
        }
        String programs = Path.of(AppStart.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        List<Variant> variants = new ArrayList<>();
        for (Map.Entry<String, Path> one : packages.entrySet()) {
            String jars = jars(one.getValue())
                    + File.pathSeparator
                    + jars(one.getValue().resolve("lib"));
            String classPath = jars + File.pathSeparator + programs;
            if (variants.isEmpty()) {
                variants.add(new Variant("bare", BareStart.class.getName(), classPath));
            }
            variants.add(new Variant(one.getKey(), AppStart.class.getName(), classPath));
        }
        if (Files.isDirectory(UMBRELLA)) {
            variants.add(0, new Variant("umbrella", "io.alertcap.bench.umbrella.UmbrellaStart", jars(UMBRELLA)));
        } else {
            System.out.println("Without the umbrella SDK: mvn -f src/bench/umbrella/pom.xml package");
        }
        return variants;
    }

    private static String jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(file -> file.toAbsolutePath().toString())
                    .sorted()
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private void compare(int rounds, List<Variant> variants) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Variant, List<Run>> measured = new LinkedHashMap<>();
        for (Variant variant : variants) {
            // Once each for the page cache and for what is made on first use.
            run(variant);
            measured.put(variant, new ArrayList<>());
        }
        List<Variant> order = new ArrayList<>(variants);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (Variant variant : order) {
                measured.get(variant).add(run(variant));
            }
        }
        System.out.printf("%d rounds, order by seed %d; to the accepted PUT%n", rounds, seed);
        System.out.printf("%-12s %9s %9s %9s %9s", "", "median s", "least s", "most s", "cpu s");
        for (Variant against : variants) {
            System.out.printf(" %14s", "/ " + against.label());
        }
        System.out.println();
        measured.forEach((variant, runsOfIt) -> {
            List<Double> seconds = runsOfIt.stream().map(Run::seconds).toList();
            System.out.printf(
                    "%-12s %9.3f %9.3f %9.3f %9.2f",
                    variant.label(),
                    Statistics.median(seconds),
                    Collections.min(seconds),
                    Collections.max(seconds),
                    Statistics.median(runsOfIt.stream().map(Run::cpuSeconds).toList()));
            for (Variant against : variants) {
                List<Double> ratios = new ArrayList<>();
                List<Double> cpu = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    Run other = measured.get(against).get(round);
                    ratios.add(runsOfIt.get(round).seconds() / other.seconds());
                    cpu.add(runsOfIt.get(round).cpuSeconds() / other.cpuSeconds());
                }
                System.out.printf(" %5.2f (cpu %4.2f)", Statistics.median(ratios), Statistics.median(cpu));
            }
            System.out.println();
        });
    }

    private Run run(Variant variant) throws IOException, InterruptedException {
        // A machine of its own for each run: a second capture of the same would wait for the first.
        String machine = ArmStandIn.machineId("rg-bench", "vm-" + ++runs);
        estate.arm().declare(Machine.running(machine, "westeurope", Machine.Os.LINUX));
        estate.arm().forgetExchanges();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+TieredCompilation",
                "-XX:TieredStopAtLevel=1",
                "-noverify",
                "-Djava.net.preferIPv4Stack=true",
                "-Djavax.net.ssl.trustStore=" + trust.toAbsolutePath(),
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                Path.of("target", "test-classes").toString(),
                WorkerShaped.class.getName(),
                variant.main(),
                variant.classPath());
        builder.environment().keySet().removeIf(name -> name.startsWith("ALERTCAP_") || name.startsWith("AZURE_"));
        builder.environment().putAll(environment);
        builder.environment().put("BENCH_TARGET", machine);
        builder.environment().put("BENCH_ALERT", Alerts.fresh(ArmStandIn.SUBSCRIPTION, machine));
        Path log = Path.of("target", "bench", "cold-start", variant.label() + ".log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!accepted()) {
                if ((!process.isAlive() && !accepted()) || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IllegalStateException("No PUT of " + variant.label() + ":\n" + Files.readString(log));
                }
                Thread.sleep(1);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
            if (!variant.label().equals("umbrella")) {
                // The umbrella goes on to poll for half a minute; the others have a record to write.
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            return new Run(seconds, cpu);
        } finally {
            process.destroyForcibly().waitFor();
            String watcher = ArmStandIn.watcherId("westeurope");
            estate.arm().sessions(watcher).forEach(session -> estate.arm().deleteSession(watcher, session.name()));
        }
    }

    private boolean accepted() {
        return estate.arm().exchanges().stream()
                .anyMatch(exchange -> exchange.method().equals("PUT") && exchange.status() == 201);
    }

    private static Map<String, String> environment(LocalEstate estate, HttpServer identity) {
        Map<String, String> environment = new HashMap<>(estate.appSettings());
        environment.remove("ALERTCAP_CREDENTIAL");
        environment.put("ALERTCAP_ARM_ENDPOINT", estate.arm().httpsUrl());
        environment.put("ALERTCAP_CAPTURE_LIMIT", "10000");
        environment.put(
                "IDENTITY_ENDPOINT", "http://127.0.0.1:" + identity.getAddress().getPort() + "/msi/token");
        environment.put("IDENTITY_HEADER", "bench");
        environment.put("BENCH_SUBSCRIPTION", ArmStandIn.SUBSCRIPTION);
        environment.put("BENCH_TENANT", "00000000-0000-0000-0000-0000000000b1");
        environment.put("BENCH_ACCOUNT", ArmStandIn.storageAccountId("rg-web", Azurite.ACCOUNT));
        return environment;
    }

    /** Gives every caller a token, as the identity endpoint of App Service does. */
    private static HttpServer identity() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/msi/token", exchange -> {
            byte[] token = ("{\"access_token\":\"bench\",\"expires_on\":\""
                            + (System.currentTimeMillis() / 1000 + 86_400)
                            + "\",\"resource\":\"\",\"token_type\":\"Bearer\",\"client_id\":\"bench\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, token.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(token);
            }
        });
        server.start();
        return server;
    }

    private static Path trust(LocalEstate estate, Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(estate.arm().certificate())) {
            store.setCertificateEntry(
                    "stand-in", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}

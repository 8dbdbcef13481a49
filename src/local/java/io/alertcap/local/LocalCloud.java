package io.alertcap.local;

import com.azure.core.exception.AzureException;
import io.alertcap.local.arm.ArmStandIn;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * {@code mvn -Plocal}: the packaged app with everything it needs on this machine, and an alert to begin with.
 *
 * <p>System properties: {@code once}, {@code alert}, {@code app=none}, {@code data}, and {@code port.app},
 * {@code port.arm.http}, {@code port.arm.https}, {@code port.blob}, {@code port.sink}.
 */
public final class LocalCloud {
    private static final Path FOLDER = Path.of("target", "local");

    private final LocalOptions options;
    private final PrintStream out;

    private LocalCloud(LocalOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status;
        try {
            status = new LocalCloud(LocalOptions.from(System.getProperties()), out).run();
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException | AzureException e) {
            out.println(e.getMessage());
            status = 1;
        }
        // Within Maven: its own summary after this would only blur how it went.
        System.exit(status);
    }

    private int run() throws InterruptedException {
        if (!LocalEstate.isInstalled()) {
            out.println("Installing Azurite from npm, once ...");
        }
        try (LocalEstate estate = LocalEstate.start(FOLDER, options.ports(), options.data(), (arm, azurite) -> {})) {
            out.println();
            part("Storage", estate.azurite().endpoint() + (options.data() == null ? "  in memory" : ""));
            part("ARM", estate.arm().httpUrl() + "  and " + estate.arm().httpsUrl());
            part("Machines", "vm-web-01 (Linux, westeurope), vm-db-01 (Windows, centralus)");
            part("Messages to", estate.sink().url().toString());
            return options.withApp() ? withApp(estate) : withoutApp(estate);
        }
    }

    private int withoutApp(LocalEstate estate) throws InterruptedException {
        URI app = URI.create("http://127.0.0.1:" + options.ports().app());
        estate.writeEndpoints(app);
        estate.writeAppSettings();
        part("Alertcap", "none; its settings are in " + estate.file("app.env"));
        part("Addresses", estate.file("endpoints.json").toString());
        return options.once() ? 0 : stay();
    }

    private int withApp(LocalEstate estate) throws InterruptedException {
        AppProcess app = estate.startApp();
        estate.writeEndpoints(app.url());
        estate.writeAppSettings();
        part("Alertcap", app.url() + "/api/  logs to " + estate.file("app.log"));
        part("Pages", app.url() + "/api/pages  the key is " + app.key());
        part("Addresses", estate.file("endpoints.json").toString());
        out.println();
        out.println("Posting " + options.alert());
        AlertRun.Result result = new AlertRun(estate, app, out, AlertRun.REDELIVERIES).run(alert());
        out.println();
        if (options.once()) {
            result.wrong().ifPresent(wrong -> out.println("Failed: " + wrong + "."));
            return result.wrong().isPresent() ? 1 : 0;
        }
        result.wrong().ifPresent(wrong -> out.println("Note: " + wrong + "." + System.lineSeparator()));
        goOn(estate, app, result.captureId());
        return stay();
    }

    private void goOn(LocalEstate estate, AppProcess app, Optional<String> captureId) {
        Path next = estate.file("next-alert.json");
        try {
            Files.writeString(next, alert());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + next, e);
        }
        String curl = "  curl -s -H 'x-functions-key: " + app.key() + "' ";
        out.println("Go on with");
        out.println(curl + app.url() + "/api/health");
        out.println(curl + app.url() + "/api/captures");
        captureId.ifPresent(id -> out.println(curl + app.url() + "/api/captures/" + id));
        out.println(curl + "-d @" + next + " '" + app.url() + "/api/alerts?dryRun=true'");
        out.println(curl + "-d @" + next + " " + app.url() + "/api/alerts");
    }

    private String alert() {
        try {
            return SampleAlert.fresh(
                    Files.readString(options.alert()), Instant.now(), UUID.randomUUID(), ArmStandIn.SUBSCRIPTION);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + options.alert(), e);
        }
    }

    private int stay() throws InterruptedException {
        out.println();
        out.println("Ctrl-C ends it.");
        new CountDownLatch(1).await();
        return 0;
    }

    private void part(String name, String value) {
        out.printf("  %-12s %s%n", name, value);
    }
}

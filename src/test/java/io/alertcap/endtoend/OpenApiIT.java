package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.AlertSamples;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.Npm;
import io.alertcap.local.arm.ArmStandIn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The OpenAPI document and the running app, held to each other by programs that nobody here wrote: Spectral lints the
 * document, openapi-client-axios drives every operation from it, and Ajv looks at every answer, in which no field may be
 * that the document does not name. What is wrong is generated from the document's own schemas, by a seed that is printed
 * ({@code -Dtest.seed}).
 */
class OpenApiIT {
    private static final Path MANIFEST = Path.of("src/test/npm");
    private static final Path INSTALLED = Path.of("target/npm-tests");
    private static final Path ANSWERS = Path.of("target/openapi-answers.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void the_document_and_the_app_say_the_same() throws IOException, InterruptedException {
        Npm.install(MANIFEST, INSTALLED);
        Files.copy(
                MANIFEST.resolve("openapi.mjs"), INSTALLED.resolve("openapi.mjs"), StandardCopyOption.REPLACE_EXISTING);
        String region = AppClient.region();
        String accounts = "ALERTCAP_STORAGE_ACCOUNTS";
        String both = AppClient.estate().appSettings().get(accounts) + ","
                + AppClient.storing(region).get(accounts);
        AppClient.estate()
                .arm()
                .addForeignSession(ArmStandIn.watcherId(region), "somebodys", AppClient.machine(region));
        try (AppClient app = AppClient.start(Map.of(accounts, both));
                AppClient wrong = AppClient.startCold(Map.of("ALERTCAP_CAPTURE_LIMIT", "many"))) {
            Path said = Files.createTempFile("openapi", ".err");
            Process process = new ProcessBuilder(
                            Npm.node(), "openapi.mjs", given(app, wrong, region).toString())
                    .directory(INSTALLED.toFile())
                    .redirectError(said.toFile())
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                List<String> findings = new ArrayList<>(lines.lines().toList());

                assertThat(process.waitFor()).as(Files.readString(said)).isZero();
                String sum = findings.remove(findings.size() - 1);
                System.out.println(sum);
                assertThat(findings).as(sum).isEmpty();
                assertThat(JSON.readTree(sum).path("bad").asInt()).isGreaterThan(200);
            } finally {
                process.destroyForcibly();
            }
            assertThat(app.log()).doesNotContain("Invocation").contains("Executed");
        }
    }

    private static ObjectNode given(AppClient app, AppClient wrong, String region) throws IOException {
        ObjectNode given = JSON.createObjectNode()
                .put("app", app.url("").toString())
                .put("wrong", wrong.url("").toString())
                .put("key", LocalEstate.KEY)
                .put("seed", Long.getLong("test.seed", 20261121L))
                .put("nobody", ArmStandIn.machineId("rg-e2e", "vm-nobody"))
                .put("scaleSet", ArmStandIn.scaleSetId("rg-web", "vmss-api"))
                .put("answers", ANSWERS.toAbsolutePath().toString());
        given.set(
                "alert",
                JSON.readTree(
                        AlertSamples.load("01-common-metric-static-vm.json").json()));
        ArrayNode machines = given.putArray("machines");
        for (int i = 0; i < 5; i++) {
            machines.add(AppClient.machine(region));
        }
        ArrayNode functions = given.putArray("functions");
        routes().forEach(functions::add);
        return given;
    }

    /** As packaged, such as {@code GET /api/health}; without the pages and what signs in to them. */
    private static Set<String> routes() throws IOException {
        Set<String> routes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(LocalEstate.PACKAGE, 2)) {
            for (Path file :
                    files.filter(file -> file.endsWith("function.json")).toList()) {
                JsonNode trigger = JSON.readTree(file.toFile()).at("/bindings/0");
                String route = trigger.path("route").asText();
                if (trigger.path("type").asText().equals("httpTrigger") && !route.matches("(pages|session)(/.*)?")) {
                    trigger.path("methods")
                            .forEach(method -> routes.add(method.asText().toUpperCase(Locale.ROOT) + " /api/" + route));
                }
            }
        }
        return routes;
    }
}

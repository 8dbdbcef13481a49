package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is deployed: everything the worker needs, nothing that it supplies, and nothing of a developer's. */
class PackageIT {
    private static final Set<String> EXPECTED_FUNCTIONS =
            Set.of("ReceiveAlert", "MonitorCaptures", "ReadHealth", "ListCaptures", "ShowCapture");

    /** 24 MB would be with the generated managers and JNA, 42 MB with Netty: see pom.xml for what is left out and why. */
    private static final long MOST_BYTES = 18_000_000;

    private static final int MOST_JARS = 23;

    private final Path root = Path.of(System.getProperty("functionsPackage", "target/azure-functions/alertcap"));

    @Test
    void holds_exactly_the_functions_we_know_of() throws IOException {
        Set<String> functions = files().filter(file -> file.endsWith("function.json"))
                .map(file -> file.getParent().toString())
                .collect(Collectors.toSet());

        assertThat(functions).isEqualTo(EXPECTED_FUNCTIONS);
    }

    @Test
    void every_folder_but_lib_is_a_function_whose_code_is_in_the_jar() throws IOException {
        Set<String> classes = entries(appJar());
        for (Path folder : list(root).filter(Files::isDirectory).toList()) {
            if (folder.endsWith("lib")) {
                continue;
            }
            Path description = folder.resolve("function.json");
            assertThat(description).isRegularFile();
            JsonNode function = new ObjectMapper().readTree(description.toFile());

            assertThat(folder.resolve(function.path("scriptFile").asText()).normalize())
                    .isEqualTo(appJar());
            String entryPoint = function.path("entryPoint").asText();
            assertThat(classes)
                    .contains(
                            entryPoint.substring(0, entryPoint.lastIndexOf('.')).replace('.', '/') + ".class");
        }
    }

    @Test
    void names_the_extension_bundle_that_brings_the_triggers() throws IOException {
        JsonNode host = new ObjectMapper().readTree(root.resolve("host.json").toFile());

        assertThat(host.at("/extensionBundle/id").asText()).isEqualTo("Microsoft.Azure.Functions.ExtensionBundle");
        assertThat(host.at("/version").asText()).isEqualTo("2.0");
    }

    @Test
    void holds_no_settings_of_a_developer() throws IOException {
        assertThat(files().map(Path::toString))
                .noneMatch(file -> file.contains("local.settings"))
                .noneMatch(file -> file.endsWith(".pcap") || file.endsWith(".jks") || file.endsWith(".p12"));
    }

    @Test
    void holds_neither_the_local_cloud_nor_tests() throws IOException {
        assertThat(entries(appJar()))
                .isNotEmpty()
                .noneMatch(entry -> entry.startsWith("io/alertcap/local/"))
                .noneMatch(entry -> entry.startsWith("io/alertcap/bench/"))
                .noneMatch(entry -> entry.matches(".*(Test|IT)(\\$.*)?\\.class"));
    }

    @Test
    void holds_none_of_the_jars_that_the_worker_supplies_or_nobody_calls() throws IOException {
        assertThat(jars().map(jar -> jar.getFileName().toString()))
                .noneMatch(jar -> jar.startsWith("netty-") || jar.startsWith("azure-core-http-netty"))
                .noneMatch(jar -> jar.startsWith("gson-"))
                .noneMatch(jar -> jar.startsWith("azure-functions-java-core-library")
                        || jar.startsWith("azure-functions-java-spi"))
                .noneMatch(jar -> jar.startsWith("jna") || jar.startsWith("msal4j-persistence-extension"))
                .noneMatch(jar -> jar.matches("(junit|assertj|mockito|archunit|byte-buddy).*"));
    }

    @Test
    void holds_one_version_of_each_jar() throws IOException {
        List<String> names = jars().map(jar -> jar.getFileName().toString().replaceFirst("-\\d.*", ""))
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void stays_small_because_a_cold_start_reads_it_all() throws IOException {
        long bytes = 0;
        for (Path file : files().toList()) {
            bytes += Files.size(root.resolve(file));
        }

        assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
        assertThat(jars().count()).isLessThanOrEqualTo(MOST_JARS);
    }

    private Path appJar() throws IOException {
        return list(root)
                .filter(file -> file.getFileName().toString().endsWith(".jar"))
                .findFirst()
                .orElseThrow();
    }

    private Stream<Path> jars() throws IOException {
        return list(root.resolve("lib"));
    }

    /** All files, relative to the package. */
    private Stream<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).map(root::relativize).toList().stream();
        }
    }

    private static Stream<Path> list(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.toList().stream();
        }
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
        }
    }
}

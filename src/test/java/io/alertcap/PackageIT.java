package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.build.UnsignedJars;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is deployed: everything the worker needs, nothing that it supplies, and nothing of a developer's. */
class PackageIT {
    private static final Set<String> EXPECTED_FUNCTIONS = Set.of(
            "ReceiveAlert",
            "SendTestAlert",
            "MonitorCaptures",
            "ReadHealth",
            "ReadOpenApi",
            "ExamineDeployment",
            "ListCaptures",
            "ShowCapture",
            "ReportCapture",
            "StartCapture",
            "StopCapture",
            "HoldCapture",
            "ReleaseCapture",
            "ForgetCapture",
            "DownloadFile",
            "DownloadCase",
            "SignIn",
            "SignOut",
            "OpenPages",
            "ShowCapturesPage",
            "ShowCapturePage",
            "ShowDoctorPage",
            "FetchFileFromPage",
            "FetchCaseFromPage",
            "ShowStartPage",
            "StartFromPage",
            "StopFromPage",
            "HoldFromPage",
            "ReadPageAsset");

    /**
     * It has 17.0 MB, half a megabyte of it for mail. 24 MB would be with the generated managers and JNA, 42 MB with Netty: see pom.xml for what is left
     * out and why.
     */
    private static final long MOST_BYTES = 17_500_000;

    private static final int MOST_JARS = 28;

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

    @Test
    void holds_no_signatures_because_a_cold_start_would_check_them_again() throws IOException {
        for (Path jar : jars().toList()) {
            assertThat(entries(jar)).as(jar.toString()).noneMatch(UnsignedJars::isSignature);
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.getManifest().getEntries().values())
                        .as(jar.toString())
                        .noneMatch(section -> section.keySet().stream()
                                .anyMatch(name -> name.toString().endsWith("-Digest")));
            }
        }
    }

    /** What was signed and published is what runs: every class, licence and notice, byte for byte. */
    @Test
    void holds_the_libraries_as_they_were_published_but_for_their_signatures() throws IOException {
        Map<String, Path> published = published();
        for (Path jar : jars().toList()) {
            Path original = published.get(jar.getFileName().toString());
            assertThat(original).as("on the class path of this test: " + jar).isNotNull();
            Map<String, ByteBuffer> expected = contents(original);
            expected.keySet().removeIf(UnsignedJars::isSignature);

            assertThat(contents(jar)).as(jar.toString()).isEqualTo(expected);
        }
    }

    @Test
    void every_class_of_the_app_loads_from_the_package_alone() throws IOException, ClassNotFoundException {
        List<URL> urls = new ArrayList<>(List.of(appJar().toUri().toURL()));
        for (Path jar : jars().toList()) {
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader app = new URLClassLoader(urls.toArray(URL[]::new), new WorkerLibraries())) {
            for (String entry : entries(appJar())) {
                if (entry.endsWith(".class")) {
                    String name = entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.');
                    Class<?> loaded = Class.forName(name, false, app);

                    assertThat(loaded.getDeclaredMethods()).as(name).isNotNull();
                    assertThat(loaded.getClassLoader()).as(name).isSameAs(app);
                }
            }
        }
    }

    /** What the worker has and the package has not: the JDK and the interfaces between worker and app. */
    private static final class WorkerLibraries extends ClassLoader {
        WorkerLibraries() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.microsoft.azure.functions.")) {
                return PackageIT.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** The libraries as Maven fetched them, by file name. */
    private static Map<String, Path> published() throws IOException {
        Map<String, Path> jars = new HashMap<>();
        for (URL manifest : Collections.list(PackageIT.class.getClassLoader().getResources(JarFile.MANIFEST_NAME))) {
            if (manifest.openConnection() instanceof JarURLConnection connection) {
                Path jar = Path.of(URI.create(connection.getJarFileURL().toString()));
                jars.put(jar.getFileName().toString(), jar);
            }
        }
        return jars;
    }

    /** Every file but the manifest, which has a test of its own. */
    private static Map<String, ByteBuffer> contents(Path jar) throws IOException {
        Map<String, ByteBuffer> contents = new HashMap<>();
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : file.stream().toList()) {
                try (InputStream in = file.getInputStream(entry)) {
                    contents.put(entry.getName(), ByteBuffer.wrap(in.readAllBytes()));
                }
            }
        }
        contents.remove(JarFile.MANIFEST_NAME);
        return contents;
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

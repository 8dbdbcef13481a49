package io.alertcap.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.azure.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On one of the jars that it is made for: azure-json as Microsoft signed it. */
class UnsignedJarsTest {
    private static final String CLASS = JsonReader.class.getName().replace('.', '/') + ".class";

    @TempDir
    private Path folder;

    private Path original;
    private Path jar;

    private record File(String name, LocalDateTime date, ByteBuffer content) {}

    @BeforeEach
    void copyTheJar() throws IOException, URISyntaxException {
        original = Path.of(JsonReader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        jar = Files.copy(original, folder.resolve("azure-json.jar"));
    }

    @Test
    void the_jar_of_this_test_is_signed() throws IOException {
        assertThat(files(jar)).anyMatch(file -> UnsignedJars.isSignature(file.name()));
    }

    @Test
    void takes_the_signatures_and_leaves_every_other_file_as_it_was() throws IOException {
        List<File> kept = files(original);
        kept.removeIf(
                file -> UnsignedJars.isSignature(file.name()) || file.name().equals(JarFile.MANIFEST_NAME));

        UnsignedJars.main(new String[] {folder.toString()});

        List<File> left = files(jar);
        assertThat(left).noneMatch(file -> UnsignedJars.isSignature(file.name()));
        left.removeIf(file -> file.name().equals(JarFile.MANIFEST_NAME));
        assertThat(left).isEqualTo(kept);
    }

    @Test
    void keeps_what_the_manifest_says_of_the_jar_and_no_digest() throws IOException {
        UnsignedJars.unsign(jar);

        try (JarFile before = new JarFile(original.toFile());
                JarFile after = new JarFile(jar.toFile())) {
            Attributes said = before.getManifest().getMainAttributes();
            assertThat(said).containsKey(Attributes.Name.IMPLEMENTATION_VERSION);
            assertThat(after.getManifest().getMainAttributes()).isEqualTo(said);
            assertThat(after.getManifest().getEntries()).isEmpty();
        }
    }

    @Test
    void makes_the_same_bytes_of_the_same_jar() throws IOException {
        Path other = Files.copy(jar, folder.resolve("other.jar"));

        UnsignedJars.main(new String[] {folder.toString()});

        assertThat(jar).hasSameBinaryContentAs(other);
    }

    @Test
    void does_not_touch_a_jar_without_signatures() throws IOException {
        UnsignedJars.unsign(jar);
        byte[] once = Files.readAllBytes(jar);

        UnsignedJars.unsign(jar);

        assertThat(jar).hasBinaryContent(once);
    }

    @Test
    void refuses_a_jar_in_which_a_class_is_not_what_was_signed() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.copy(
                    zip.getPath(CLASS.replace("JsonReader", "JsonWriter")),
                    zip.getPath(CLASS),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        byte[] forged = Files.readAllBytes(jar);

        assertThatExceptionOfType(SecurityException.class)
                .isThrownBy(() -> UnsignedJars.unsign(jar))
                .withMessageContaining(CLASS);

        assertThat(jar).hasBinaryContent(forged);
    }

    @Test
    void refuses_a_signed_jar_to_which_a_class_was_added() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.copy(zip.getPath(CLASS), zip.getPath("Added.class"));
        }

        assertThatIOException().isThrownBy(() -> UnsignedJars.unsign(jar)).withMessageContaining("Added.class");
    }

    private static List<File> files(Path jar) throws IOException {
        List<File> files = new ArrayList<>();
        try (JarFile open = new JarFile(jar.toFile(), false)) {
            for (JarEntry entry : open.stream().toList()) {
                try (InputStream in = open.getInputStream(entry)) {
                    files.add(new File(entry.getName(), entry.getTimeLocal(), ByteBuffer.wrap(in.readAllBytes())));
                }
            }
        }
        return files;
    }
}

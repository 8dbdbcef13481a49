package io.alertcap.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifyTest {
    private static final Path DOCUMENT = Path.of("docs/evidence.md");

    @TempDir
    Path folder;

    private record Said(int status, String text) {}

    private Said verify(String... args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int status = Verify.run(new PrintStream(said, true, UTF_8), args);
        return new Said(status, said.toString(UTF_8));
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    @Test
    void is_content_with_what_was_sealed() throws IOException {
        SampleCase sample = SampleCase.sealed();
        Said said = verify(file("case.zip", sample.zip()));

        assertThat(said.status()).isZero();
        assertThat(said.text())
                .contains("OK: 10 documents are as they were sealed, 1 seal.")
                .contains("Not checked, because not given: 1 of 1 capture files.")
                .contains(Sha256.of(sample.documents().get("SHA256SUMS")));
    }

    @Test
    void reads_the_unzipped_folder_as_well() throws IOException {
        for (Map.Entry<String, byte[]> document :
                SampleCase.sealed().documents().entrySet()) {
            Path path = folder.resolve("case").resolve(document.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, document.getValue());
        }

        assertThat(verify(folder.resolve("case").toString()).status()).isZero();
        Files.writeString(folder.resolve("case/alert.json"), "{}");
        assertThat(verify(folder.resolve("case").toString()).text()).contains("CHANGED: alert.json was changed");
    }

    @ParameterizedTest
    @EnumSource
    void names_what_was_done(Tampering tampering) throws IOException {
        Said said = verify(file("case.zip", tampering.of(SampleCase.sealed().zip())));

        assertThat(said.status()).isNotZero();
        assertThat(said.text()).doesNotContain("OK");
    }

    /** The table in the document is what was said here; when this fails, put the new one in. */
    @Test
    void says_what_the_document_says_it_says() throws IOException {
        StringBuilder table = new StringBuilder("| done | verify says | status |\n|---|---|---|\n");
        for (Tampering tampering : Tampering.values()) {
            Said said = verify(file("case.zip", tampering.of(SampleCase.sealed().zip())));
            String words = said.text()
                    .replace(folder + "/", "")
                    .lines()
                    .map(line -> line.replaceAll("[0-9a-f]{64}", "…"))
                    .collect(Collectors.joining("<br>"));
            table.append("| ")
                    .append(tampering.words())
                    .append(" | ")
                    .append(words)
                    .append(" | ")
                    .append(said.status())
                    .append(" |\n");
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/tampering.md"), table);

        assertThat(Files.readString(DOCUMENT))
                .as("docs/evidence.md; the table as it is now is in target/tampering.md")
                .contains(table);
    }

    /** Whatever byte of the zip is flipped: it is noticed, or the documents and their names are what they were. */
    @Test
    void notices_every_flipped_byte_that_matters() throws IOException {
        SampleCase sample = SampleCase.sealed();
        byte[] zip = sample.zip();
        int noticed = 0;
        for (int i = 0; i < zip.length; i++) {
            byte[] flipped = zip.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            Path path = Path.of(file("case.zip", flipped));
            if (verify(path.toString()).status() == 0) {
                assertThat(CaseReader.read(path).folder().seal())
                        .as("byte %d", i)
                        .contains(Sha256.of(sample.documents().get("SHA256SUMS")));
                assertThat(CaseReader.read(path).folder().check())
                        .as("byte %d", i)
                        .isEmpty();
                assertThat(CaseReader.read(path).folder().size())
                        .isEqualTo(sample.documents().size());
            } else {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(zip.length / 2);
    }

    @Test
    void notices_every_flipped_byte_of_every_document() throws IOException {
        SampleCase sample = SampleCase.sealed();
        for (Map.Entry<String, byte[]> document : Map.copyOf(sample.documents()).entrySet()) {
            byte[] content = document.getValue();
            for (int i = 0; i < content.length; i++) {
                byte[] flipped = content.clone();
                flipped[i] ^= (byte) (1 << (i % 8));
                sample.documents().put(document.getKey(), flipped);
                assertThat(sample.folder().check())
                        .as("byte %d of %s", i, document.getKey())
                        .anySatisfy(finding -> assertThat(finding).contains(document.getKey()));
            }
            sample.documents().put(document.getKey(), content);
        }
        assertThat(sample.folder().check()).isEmpty();
    }

    @Test
    void tells_a_case_that_is_not_sealed_from_one_that_was_changed() throws IOException {
        Said said = verify(file("case.zip", SampleCase.open().zip()));

        assertThat(said.status()).isEqualTo(Verify.NOT_SEALED);
        assertThat(said.text()).startsWith("NOT SEALED");
    }

    @Test
    void goes_by_the_seal_that_it_is_given() throws IOException {
        SampleCase sample = SampleCase.sealed();
        String seal = Sha256.of(sample.documents().get("SHA256SUMS"));
        String zip = file("case.zip", sample.zip());

        assertThat(verify(zip, "--seal", seal).status()).isZero();
        Said other = verify(zip, "--seal", "0".repeat(64));
        assertThat(other.status()).isEqualTo(Verify.CHANGED);
        assertThat(other.text()).contains("SHA256SUMS is not the one that was asked for");
    }

    @Test
    void checks_capture_files_by_their_hash() throws IOException {
        String zip = file("case.zip", SampleCase.sealed().zip());

        Said sound = verify(zip, file("download.cap", SampleCase.PACKETS));
        assertThat(sound.status()).isZero();
        assertThat(sound.text()).contains("is the capture file web1-cpu.cap").doesNotContain("Not checked");

        Said changed = verify(zip, file("web1-cpu.cap", "packet5".getBytes(UTF_8)));
        assertThat(changed.status()).isEqualTo(Verify.CHANGED);
        assertThat(changed.text()).contains("web1-cpu.cap is none of this case's capture files");
    }

    @Test
    void says_how_it_is_used() {
        assertThat(Stream.of(
                        verify(),
                        verify("--help"),
                        verify(folder.resolve("nothing.zip").toString())))
                .allSatisfy(said -> {
                    assertThat(said.status()).isEqualTo(Verify.MISUSED);
                    assertThat(said.text()).contains("usage: java -jar");
                });
    }
}

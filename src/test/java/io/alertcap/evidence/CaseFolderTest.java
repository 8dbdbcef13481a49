package io.alertcap.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CaseFolderTest {
    @Test
    void writes_each_line_with_its_number_and_the_hash_of_the_line_before() throws IOException {
        String previous = "0".repeat(64);
        int number = 1;
        for (String line : SampleCase.sealed().text("timeline.jsonl").split("\n", -1)) {
            if (!line.isEmpty()) {
                assertThat(line)
                        .startsWith("{\"previous\":\"" + previous + "\",\"number\":" + number + ",\"at\":\"2026-");
                assertThat(new ObjectMapper().readTree(line).path("number").intValue())
                        .isEqualTo(number);
                previous = Sha256.of(line);
                number++;
            }
        }
        assertThat(number).isGreaterThan(10);
    }

    @Test
    void tells_the_hash_of_each_document_in_manifest_and_timeline() {
        SampleCase sample = SampleCase.sealed();

        for (String name :
                List.of("alert.json", "arm/20261121T210000.120Z-Admit.jsonl", "capture.json", "README.txt")) {
            String line = Sha256.of(sample.documents().get(name)) + "  " + name;
            assertThat(sample.text("SHA256SUMS")).contains(line + "\n");
            assertThat(sample.text("timeline.jsonl")).contains("\"detail\":\"" + line + "\"");
        }
        assertThat(sample.text("SHA256SUMS")).contains("  timeline.jsonl\n").doesNotContain("  SHA256SUMS");
    }

    @Test
    void seals_again_what_happened_after_a_seal() {
        SampleCase sample = SampleCase.sealed()
                .happens("2026-11-22T08:00:00Z", "file deleted", "by ann")
                .seal();

        assertThat(sample.folder().seals()).isEqualTo(2);
        assertThat(sample.folder().check()).isEmpty();
        assertThat(sample.text("timeline.2.jsonl"))
                .contains("\"event\":\"file deleted\"")
                .doesNotContain("\"event\":\"complete\"");
        assertThat(sample.text("SHA256SUMS.2"))
                .contains(Sha256.of(sample.documents().get("SHA256SUMS")) + "  SHA256SUMS\n")
                .contains("  capture.2.json\n")
                .doesNotContain("  alert.json");
        assertThat(sample.folder().seal()).contains(Sha256.of(sample.documents().get("SHA256SUMS.2")));
    }

    @Test
    void notices_what_was_done_to_an_earlier_seal() {
        SampleCase sample = SampleCase.sealed()
                .happens("2026-11-22T08:00:00Z", "file deleted", "by ann")
                .seal();
        Map<String, byte[]> sound = new TreeMap<>(sample.documents());

        sample.put("SHA256SUMS", sample.text("SHA256SUMS") + "# all is well\n");
        assertThat(sample.folder().check()).singleElement().asString().contains("SHA256SUMS was changed");

        sample.documents().putAll(sound);
        sample.put("timeline.jsonl", sample.text("timeline.jsonl").replace("it ran its time", "it ran its tide"));
        assertThat(sample.folder().check())
                .anySatisfy(finding -> assertThat(finding).startsWith("timeline.jsonl was changed"))
                .anySatisfy(finding -> assertThat(finding).startsWith("timeline.jsonl line 5 is not the line that"));

        sample.documents().putAll(sound);
        sample.put("SHA256SUMS.2", sample.text("SHA256SUMS.2").replaceFirst("(?m)^[0-9a-f]{64}  SHA256SUMS\n", ""));
        assertThat(sample.folder().check()).containsExactly("SHA256SUMS.2 does not name SHA256SUMS: it was changed");
    }

    @Test
    void tells_what_is_not_told_yet() {
        SampleCase sample = SampleCase.open();
        assertThat(sample.folder().notYetTold(sample.timeline())).isEqualTo(sample.timeline());

        sample.seal();
        assertThat(sample.folder().notYetTold(sample.timeline())).isEmpty();

        sample.happens("2026-11-22T08:00:00Z", "file deleted", "by \"ann\" \u00fc \ud83d\ude00");
        assertThat(sample.folder().notYetTold(sample.timeline()))
                .extracting(TimelineEntry::event)
                .containsExactly("file deleted");
        sample.seal();
        assertThat(sample.folder().notYetTold(sample.timeline())).isEmpty();
        assertThat(sample.folder().check()).isEmpty();
    }

    @Test
    void says_of_a_seal_under_way_that_it_is_not_complete() {
        SampleCase sample = SampleCase.sealed().put("capture.2.json", "{}");

        assertThat(sample.folder().check())
                .containsExactly(
                        "capture.2.json is of seal 2, which is not complete: fetch the case again in a minute");
    }

    @Test
    void makes_the_same_zip_of_the_same_documents() {
        assertThat(SampleCase.sealed().zip()).isEqualTo(SampleCase.sealed().zip());
    }

    @Test
    void leaves_out_of_a_zip_what_has_no_room_and_says_so() {
        SampleCase sample = SampleCase.sealed();
        byte[] noise = new byte[600_000];
        new Random(7).nextBytes(noise);
        sample.documents().put("arm/20261121T210000.900Z-AskStatus.jsonl", noise);

        byte[] zip = CaseZip.of(sample.documents(), 700_000);

        Map<String, byte[]> read = Zips.read(zip);
        assertThat(zip.length).isLessThan(700_000);
        assertThat(new String(read.get("LEFT-OUT.txt"), UTF_8)).contains("arm/20261121T210000.900Z-AskStatus.jsonl");
        assertThat(new CaseFolder(read).check())
                .anySatisfy(finding -> assertThat(finding).startsWith("LEFT-OUT.txt says"));
    }

    @Test
    void writes_texts_of_any_kind_as_json() throws IOException {
        String text = "\"quoted\" \\ \n\t\u0000\u007f \u00fc \ud83d\ude00 \u2028";
        JsonNode read = new ObjectMapper()
                .readTree(new JsonText()
                        .put("text", text)
                        .put("nothing", (String) null)
                        .put("number", 17)
                        .put("map", Map.of("a", "b"))
                        .put("list", List.of("x", "y"))
                        .toString());

        assertThat(read.path("text").textValue()).isEqualTo(text);
        assertThat(read.path("nothing").isNull()).isTrue();
        assertThat(read.path("number").intValue()).isEqualTo(17);
        assertThat(read.path("map").path("a").textValue()).isEqualTo("b");
        assertThat(read.path("list")).hasSize(2);
        assertThat(new JsonText().put("half", "a\ud83d").toString()).isEqualTo("{\"half\":\"a\\ud83d\"}");
    }

    @Test
    void reads_no_more_than_a_hash_and_a_name_from_a_line_of_sums() {
        Sums sums = Sums.read(("# files\n" + "a".repeat(64) + "  one two\nnonsense\n").getBytes(UTF_8));

        assertThat(sums.entries()).containsExactly(new Sums.Entry("one two", "a".repeat(64), 2));
        assertThat(sums.unreadable()).containsExactly(3);
        assertThat(Arrays.asList(Lines.of("a\n\nb".getBytes(UTF_8)).toArray())).containsExactly("a", "", "b");
    }
}

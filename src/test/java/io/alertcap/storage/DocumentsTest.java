package io.alertcap.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.capture.WatchBook;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final CaptureRecord RECORD = Samples.requested("0123456789abcdef", NOON);
    /** As version 1 wrote it once: what is added to the record later must not make this unreadable. */
    private static final String FIRST_DOCUMENT = """
            {"version":1,"id":"0123456789abcdef",
             "trigger":{"kind":"alert","rule":"cpu is high","alertId":"alert-1","severity":"Sev2",
               "firedAt":"2026-11-21T12:00:00Z"},
             "target":{"id":"%s","instances":[]},
             "wish":{"limits":{"timeLimitSeconds":300,"totalBytes":1073741824,"bytesPerPacket":0},"filters":[]},
             "state":"requested","location":{},"session":{},"file":{"state":"expected"},
             "timeline":[{"at":"2026-11-21T12:00:00Z","event":"requested","detail":"cpu is high"}],
             "createdAt":"2026-11-21T12:00:00Z","queueUntil":"2026-11-21T13:00:00Z",
             "nextAt":"2026-11-21T12:00:00Z","attempts":0}
            """.formatted(Samples.MACHINE);

    private static final Documents DOCUMENTS = new Documents();
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(Samples.Fill.class)
    void reads_back_what_it_wrote(Samples.Fill fill) {
        for (long seed = 1; seed <= 50; seed++) {
            Samples samples = new Samples(seed, fill);
            for (Class<?> type :
                    new Class<?>[] {CaptureRecord.class, SlotBook.class, WatchBook.class, TickReport.class}) {
                Object document = samples.next(type);

                Object read = DOCUMENTS.read("name", DOCUMENTS.write("name", document), type);

                assertThat(read).as("seed %d, %s", seed, type).isEqualTo(document);
            }
        }
    }

    @Test
    void reads_a_document_of_the_first_version_in_which_only_the_necessary_is_said() {
        assertThat(read(FIRST_DOCUMENT)).isEqualTo(RECORD);
    }

    @Test
    void writes_only_fields_and_the_words_of_the_field() {
        String text = new String(DOCUMENTS.write("name", RECORD), UTF_8);

        assertThat(text)
                .startsWith("{\"version\":1,\"id\":\"0123456789abcdef\"")
                .contains("\"state\":\"requested\"", "\"kind\":\"alert\"", "\"severity\":\"Sev2\"")
                .contains("\"createdAt\":\"2026-11-21T12:00:00Z\"", "\"file\":{\"state\":\"expected\"")
                .doesNotContain("\"open\":", "\"gone\":", "\"error\":", "\"waiting\":");
    }

    @Test
    void passes_over_fields_it_does_not_know() {
        assertThat(read(edited(document -> {
                    document.put("colour", "blue");
                    ((ObjectNode) document.get("trigger")).putArray("more").add(1);
                })))
                .isEqualTo(RECORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "state", "createdAt", "attempts", "target", "wish", "file"})
    void names_a_field_that_must_be_there_and_is_not(String field) {
        assertUnreadable(edited(document -> document.remove(field)), field);
        assertUnreadable(edited(document -> document.putNull(field)), field);
    }

    @Test
    void names_a_word_it_does_not_know() {
        assertUnreadable(edited(document -> document.put("state", "dreaming")), "/state", "dreaming", "collecting");
        assertUnreadable(edited(document -> document.put("state", "REQUESTED")), "/state");
        assertUnreadable(edited(document -> document.put("state", 3)), "/state");
        assertUnreadable(edited(document -> document.put("createdAt", "yesterday")), "/createdAt");
        assertUnreadable(edited(document -> document.put("createdAt", "+99999-01-01T00:00:00Z")), "/createdAt");
        assertUnreadable(edited(document -> document.put("attempts", "1")), "/attempts");
        assertUnreadable(edited(document -> document.put("attempts", 1.5)), "/attempts");
        assertUnreadable(edited(document -> ((ObjectNode) document.get("target")).put("id", "web-1")), "/target/id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "null", "7", "[]", "{}", "\"text\"", "{\"version\":\"1\"}", "{\"version\":1.0}"})
    void tells_what_is_no_document_of_ours(String text) {
        assertUnreadable(text, "version");
    }

    @Test
    void leaves_a_newer_version_to_who_knows_it() {
        assertUnreadable(edited(document -> document.put("version", 2)), "version 2");
    }

    @Test
    void does_not_choose_between_two_fields_of_one_name() {
        assertUnreadable(FIRST_DOCUMENT.replace("\"attempts\":0", "\"attempts\":0,\"attempts\":5"), "attempts");
    }

    @Test
    void does_not_read_on_after_the_end() {
        assertUnreadable(FIRST_DOCUMENT + "{}", "more than one JSON document");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takes_cut_off_and_garbled_bytes_for_unreadable_and_nothing_worse(long seed) {
        Random random = new Random(seed);
        byte[] bytes = DOCUMENTS.write("name", RECORD);
        byte[] cutOff = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }

        assertThatThrownBy(() -> DOCUMENTS.read("captures/x.json", cutOff, CaptureRecord.class))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("captures/x.json");
        try {
            assertThat(DOCUMENTS.read("captures/x.json", bytes, CaptureRecord.class))
                    .isNotNull();
        } catch (UnreadableRecordException e) {
            assertThat(e).hasMessageContaining("captures/x.json");
        }
    }

    static Stream<String> secrets() {
        return Stream.of(
                "https://a.blob.core.windows.net/c/x.cap?sv=2025-01-05&sig=S3cret%2Babc%3D&se=2026",
                "https://app.azurewebsites.net/api/alerts?code=S3cret==",
                "failed: AccountName=a;AccountKey=S3cret+/==;EndpointSuffix=core.windows.net",
                "https://a/c/x?SIG=S3cret");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void writes_no_secret_whoever_handed_it_in(String text) {
        CaptureRecord record = RECORD.change()
                .reason(text)
                .location(new StorageLocation(null, text, null))
                .state(CaptureState.QUEUED)
                .done();

        byte[] bytes = DOCUMENTS.write("name", record);

        assertThat(new String(bytes, UTF_8)).doesNotContain("S3cret").contains("REDACTED");
        assertThat(DOCUMENTS.read("name", bytes, CaptureRecord.class).state()).isEqualTo(CaptureState.QUEUED);
    }

    @Test
    void writes_no_document_that_would_be_too_large_to_read() {
        CaptureRecord record =
                RECORD.change().reason("x".repeat(Blobs.MAX_BYTES)).done();

        assertThatThrownBy(() -> DOCUMENTS.write("captures/x.json", record))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("captures/x.json");
    }

    private CaptureRecord read(String text) {
        return DOCUMENTS.read("captures/x.json", text.getBytes(UTF_8), CaptureRecord.class);
    }

    private String edited(Consumer<ObjectNode> edit) {
        try {
            ObjectNode document = (ObjectNode) JSON.readTree(FIRST_DOCUMENT);
            edit.accept(document);
            return document.toString();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private void assertUnreadable(String text, String... words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("captures/x.json")
                .hasMessageContainingAll(words);
    }
}

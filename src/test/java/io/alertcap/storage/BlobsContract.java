package io.alertcap.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.storage.Blobs.Answer;
import io.alertcap.storage.Blobs.Blob;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.Blobs.Item;
import io.alertcap.storage.Blobs.Listing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the ledger relies on; whatever stands in for Blob Storage has to behave like it. */
abstract class BlobsContract {
    private static final Condition ALWAYS = new Condition.Always();
    private static final Condition IF_ABSENT = new Condition.IfAbsent();

    /** An empty container, which does not exist yet where that makes a difference. */
    abstract Blobs blobs();

    @Test
    void finds_nothing_in_a_container_that_does_not_exist() {
        Blobs blobs = blobs();

        assertThat(blobs.get("a").value()).isEmpty();
        assertThat(blobs.delete("a", null).value()).isFalse();
        assertThat(blobs.delete("a", "\"0x1\"").value()).isFalse();
        assertThat(blobs.list("", null, 10).value()).isEqualTo(new Listing(List.of(), null));
    }

    @Test
    void gives_back_content_metadata_and_etag() {
        Blobs blobs = blobs();
        String etag =
                put(blobs, "a/b.json", "text", Map.of("state", "open"), ALWAYS).orElseThrow();

        Blob blob = blobs.get("a/b.json").value().orElseThrow();

        assertThat(blob.content()).asString(UTF_8).isEqualTo("text");
        assertThat(blob.metadata()).isEqualTo(Map.of("state", "open"));
        assertThat(blob.etag()).isEqualTo(etag);
    }

    @Test
    void keeps_a_blob_without_content() {
        Blobs blobs = blobs();
        put(blobs, "empty", "", Map.of(), ALWAYS);

        assertThat(blobs.get("empty").value().orElseThrow().content()).isEmpty();
    }

    @Test
    void writes_if_absent_only_once() {
        Blobs blobs = blobs();

        assertThat(put(blobs, "a", "first", Map.of(), IF_ABSENT)).isPresent();
        assertThat(put(blobs, "a", "second", Map.of(), IF_ABSENT)).isEmpty();
        assertThat(text(blobs, "a")).isEqualTo("first");
    }

    @Test
    void writes_if_match_only_over_the_version_that_was_read() {
        Blobs blobs = blobs();
        String first = put(blobs, "a", "first", Map.of(), ALWAYS).orElseThrow();
        String second = put(blobs, "a", "second", Map.of(), new Condition.IfMatch(first))
                .orElseThrow();

        assertThat(put(blobs, "a", "late", Map.of(), new Condition.IfMatch(first)))
                .isEmpty();
        assertThat(second).isNotEqualTo(first);
        assertThat(text(blobs, "a")).isEqualTo("second");
    }

    @Test
    void does_not_write_if_match_where_nothing_is() {
        Blobs blobs = blobs();
        String etag = put(blobs, "a", "first", Map.of(), ALWAYS).orElseThrow();
        blobs.delete("a", etag);

        assertThat(put(blobs, "a", "late", Map.of(), new Condition.IfMatch(etag)))
                .isEmpty();
        assertThat(blobs.get("a").value()).isEmpty();
    }

    @Test
    void has_a_new_etag_after_the_same_content_was_written_again() {
        Blobs blobs = blobs();
        List<String> etags = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            etags.add(put(blobs, "a", "", Map.of(), ALWAYS).orElseThrow());
        }

        assertThat(etags).doesNotHaveDuplicates();
    }

    @Test
    void deletes_only_the_version_that_was_read() {
        Blobs blobs = blobs();
        String first = put(blobs, "a", "first", Map.of(), ALWAYS).orElseThrow();
        String second = put(blobs, "a", "second", Map.of(), ALWAYS).orElseThrow();

        assertThat(blobs.delete("a", first).value()).isFalse();
        assertThat(blobs.get("a").value()).isPresent();
        assertThat(blobs.delete("a", second).value()).isTrue();
        assertThat(blobs.delete("a", second).value()).as("a repeat").isFalse();
        assertThat(blobs.get("a").value()).isEmpty();
    }

    @Test
    void lists_by_prefix_in_the_order_of_names_and_in_parts() {
        Blobs blobs = blobs();
        for (String name : List.of("p/3", "p/1", "q/1", "p/2", "p/5", "p/4", "p", "o/9")) {
            put(blobs, name, name, Map.of("n", "v"), ALWAYS);
        }
        List<String> names = new ArrayList<>();
        int parts = 0;
        String next = null;
        do {
            Listing listing = blobs.list("p/", next, 2).value();
            assertThat(listing.items()).hasSizeLessThanOrEqualTo(2);
            listing.items().stream().map(Item::name).forEach(names::add);
            next = listing.next();
            parts++;
        } while (next != null);

        assertThat(names).containsExactly("p/1", "p/2", "p/3", "p/4", "p/5");
        assertThat(parts).isGreaterThanOrEqualTo(3);
    }

    @Test
    void lists_what_a_later_call_can_be_conditioned_on() {
        Blobs blobs = blobs();
        Instant before = Instant.now().minusSeconds(2);
        String etag = put(blobs, "a", "text", Map.of("state", "open"), ALWAYS).orElseThrow();

        Item item = blobs.list("a", null, 10).value().items().get(0);

        assertThat(item.etag()).isEqualTo(etag);
        assertThat(item.metadata()).isEqualTo(Map.of("state", "open"));
        assertThat(item.lastModified()).isAfter(before);
        assertThat(blobs.delete("a", item.etag()).value()).isTrue();
    }

    @Test
    void refuses_a_document_that_is_too_large() {
        Blobs blobs = blobs();
        blobs.put("largest", new byte[Blobs.MAX_BYTES], Map.of(), ALWAYS);
        blobs.put("larger", new byte[Blobs.MAX_BYTES + 1], Map.of(), ALWAYS);

        assertThat(blobs.get("largest").value().orElseThrow().content()).hasSize(Blobs.MAX_BYTES);
        assertThatThrownBy(() -> blobs.get("larger"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("larger");
    }

    @Test
    void dates_every_answer() {
        Blobs blobs = blobs();
        String etag = put(blobs, "a", "text", Map.of(), ALWAYS).orElseThrow();
        List<Answer<?>> answers = List.of(
                blobs.get("a"),
                blobs.get("absent"),
                blobs.put("a", new byte[0], Map.of(), IF_ABSENT),
                blobs.put("b", new byte[0], Map.of(), IF_ABSENT),
                blobs.list("a", null, 10),
                blobs.delete("b", etag),
                blobs.delete("a", etag),
                blobs.delete("a", etag));

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.date()).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS)));
    }

    @Test
    void lets_exactly_one_of_many_writers_win() throws Exception {
        Blobs blobs = blobs();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Optional<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String text = "writer " + i;
                calls.add(() -> put(blobs, "a", text, Map.of(), IF_ABSENT));
            }
            List<String> won = new ArrayList<>();
            for (Future<Optional<String>> answer : writers.invokeAll(calls)) {
                answer.get().ifPresent(won::add);
            }

            assertThat(won).hasSize(1);
            assertThat(blobs.get("a").value().orElseThrow().etag()).isEqualTo(won.get(0));
        } finally {
            writers.shutdownNow();
        }
    }

    private static Optional<String> put(
            Blobs blobs, String name, String content, Map<String, String> metadata, Condition condition) {
        return blobs.put(name, content.getBytes(UTF_8), metadata, condition).value();
    }

    private static String text(Blobs blobs, String name) {
        return new String(blobs.get(name).value().orElseThrow().content(), UTF_8);
    }
}

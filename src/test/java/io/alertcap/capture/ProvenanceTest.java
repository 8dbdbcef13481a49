package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Provenance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose a packet capture is. */
class ProvenanceTest {
    private static final Provenance BY_ID = new Provenance("{machine}-{fired}-{id}");

    private final CaptureWorld world = new CaptureWorld();
    private final CaptureRecord ours = ours();
    private final PacketCaptureSession session = world.azure.sim(ours.name()).resource();
    private final Instant now = world.clock.instant();

    private CaptureRecord ours() {
        return world.record(String.valueOf(world.deliver("a1", "web1").captureId()));
    }

    private static PacketCaptureSession with(PacketCaptureSession like, String target, @Nullable String path) {
        return new PacketCaptureSession(
                like.name(), like.id(), target, path, like.filePath(), "Succeeded", 1, 1L, 0L, List.of());
    }

    @Test
    void a_session_that_is_as_asked_for_is_ours() {
        assertThat(BY_ID.of(session, List.of(ours), now))
                .isEqualTo(new Verdict(null, ours.id(), "our capture " + ours.id()));
    }

    @Test
    void capitals_of_target_and_path_make_no_difference() {
        String path = String.valueOf(session.storagePath());

        assertThat(BY_ID.of(with(session, session.target().toUpperCase(Locale.ROOT), path), List.of(ours), now)
                        .isOurs())
                .isTrue();
    }

    @Test
    void another_machine_under_our_name_is_a_change() {
        String other = CaptureWorld.machine("db1").id().toString();
        Verdict verdict = BY_ID.of(with(session, other, session.storagePath()), List.of(ours), now);

        assertThat(verdict.kind()).isEqualTo(NoticeKind.CHANGED);
        assertThat(verdict.why()).contains(ours.target().id().toString());
    }

    @Test
    void another_file_under_our_name_is_a_change() {
        Verdict verdict = BY_ID.of(with(session, session.target(), "https://evil.example/x.cap"), List.of(ours), now);

        assertThat(verdict.kind()).isEqualTo(NoticeKind.CHANGED);
        assertThat(verdict.why()).contains(String.valueOf(ours.location().storagePath()));
    }

    @Test
    void our_path_under_another_name_is_forged() {
        PacketCaptureSession other = new PacketCaptureSession(
                "theirs",
                session.id() + "x",
                session.target(),
                session.storagePath(),
                null,
                "Succeeded",
                1,
                1L,
                0L,
                List.of());

        assertThat(BY_ID.of(other, List.of(ours), now).kind()).isEqualTo(NoticeKind.FORGED);
    }

    @Test
    void what_comes_back_long_after_we_removed_it_is_forged() {
        CaptureRecord removed =
                ours.change().session(ours.session().removed(now)).done();

        assertThat(BY_ID.of(session, List.of(removed), now.plusSeconds(60)).isOurs())
                .isTrue();
        assertThat(BY_ID.of(session, List.of(removed), now.plus(Duration.ofMinutes(6)))
                        .kind())
                .isEqualTo(NoticeKind.FORGED);
    }

    @Test
    void a_name_like_ours_that_the_ledger_does_not_have_is_forged_and_any_other_is_foreign() {
        assertThat(byName(BY_ID, "web1-20260301T120000Z-0123456789abcdef").kind())
                .isEqualTo(NoticeKind.FORGED);
        assertThat(byName(BY_ID, "web1-20260301T120000Z-0123456789abcdef.2").kind())
                .isEqualTo(NoticeKind.FORGED);
        assertThat(byName(BY_ID, "looking-into-dns").kind()).isEqualTo(NoticeKind.FOREIGN);
        // Nothing in such names tells them from what people call a capture.
        assertThat(byName(new Provenance("cap-{machine}"), "cap-web1").kind()).isEqualTo(NoticeKind.FOREIGN);
    }

    private static Verdict byName(Provenance provenance, String name) {
        return provenance.of(id("nw", name), List.of());
    }

    private static ResourceId id(String watcher, String name) {
        return CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/" + watcher
                + "/packetCaptures/" + name);
    }

    @Test
    void an_id_alone_is_ours_only_on_the_watcher_where_it_runs() {
        ResourceId own = CapturePolicies.id(String.valueOf(ours.session().id()));

        assertThat(BY_ID.of(own, List.of(ours)).isOurs()).isTrue();
        assertThat(BY_ID.of(id("NetworkWatcher_elsewhere", own.name()), List.of(ours))
                        .kind())
                .isEqualTo(NoticeKind.FORGED);
    }

    @Test
    void ids_are_found_in_names_and_paths() {
        assertThat(Provenance.mentioned(
                        "web1-x-0123456789abcdef.2",
                        "https://a.example/c/2026/03/01/fedcba9876543210/web1.cap",
                        "C:\\Captures\\web-aaaaaaaaaaaaaaaa.cap",
                        null))
                .containsExactly("0123456789abcdef", "fedcba9876543210", "aaaaaaaaaaaaaaaa");
    }
}

package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is deleted of which capture, in which order, and how often that is looked into. */
class PurgeTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ANNA = "anna, by Entra ID";

    private final CaptureWorld world = keeping(Duration.ofDays(90), Duration.ofDays(30));

    private static CaptureWorld keeping(Duration records, Duration files) {
        return new CaptureWorld(
                CapturePolicies.some().seconds(60).keeping(records, files).build());
    }

    /** A capture that has ended, with a case. */
    private static String captured(CaptureWorld world, String alertId, String machine) {
        String id = String.valueOf(world.deliver(alertId, machine).captureId());
        world.finish(id);
        world.tick();
        world.cases.put(id, "alert.json", new byte[] {1});
        return id;
    }

    private String captured() {
        return captured(world, "a1", "web1");
    }

    private static void pass(CaptureWorld world, int days) {
        world.clock.advance(DAY.multipliedBy(days));
        world.tick();
    }

    private void pass(int days) {
        pass(world, days);
    }

    private boolean isThere(String id) {
        return world.ledger.find(id).isPresent();
    }

    private String url(String id) {
        return Objects.requireNonNull(world.record(id).file().url());
    }

    private void isWholly(String id, String url, boolean there) {
        assertThat(isThere(id)).as("record").isEqualTo(there);
        assertThat(world.cases.names(id).isEmpty()).as("no case").isEqualTo(!there);
        assertThat(world.files.has(url)).as("file").isEqualTo(there);
        assertThat(world.ledger.lines().stream().anyMatch(line -> line.endsWith(id)))
                .as("line")
                .isEqualTo(there);
    }

    private HoldAnswer hold(String id) {
        return world.orders().hold(id, ANNA, "case 17", world.webhook()).orElseThrow();
    }

    @Test
    void the_file_goes_first_and_its_record_says_so() {
        String id = captured();
        String url = url(id);
        pass(29);
        isWholly(id, url, true);

        pass(2);

        assertThat(world.files.has(url)).isFalse();
        CaptureRecord record = world.record(id);
        assertThat(record.file().state()).isEqualTo(CaptureFile.State.ARRIVED);
        assertThat(record.file().problem()).isEqualTo("it was deleted by retention after 30 days");
        assertThat(record.timeline()).extracting(TimelineEvent::event).endsWith("file deletion asked", "file deleted");
        assertThat(record.disposal()).isNull();
        assertThat(world.journal).anyMatch(line -> line.startsWith("event=file-deleted capture=" + id));
        assertThat(world.cases.names(id)).contains("SHA256SUMS");
    }

    @Test
    void then_everything_goes() {
        String id = captured();
        String url = url(id);
        pass(31);
        pass(60);

        isWholly(id, url, false);
        assertThat(world.journal)
                .anyMatch(line -> line.startsWith("event=purged capture=" + id + " rule=ALERTCAP_RECORD_RETENTION"));
        assertThat(world.ledger.lastTick().orElseThrow().problems()).isEmpty();
    }

    @Test
    void files_are_left_to_the_storage_account_unless_told_otherwise() {
        CaptureWorld keeping = keeping(Duration.ofDays(90), Duration.ZERO);
        String id = captured(keeping, "a1", "web1");
        String url = String.valueOf(keeping.record(id).file().url());

        pass(keeping, 91);

        assertThat(keeping.ledger.all()).isEmpty();
        assertThat(keeping.files.has(url)).isTrue();
        assertThat(keeping.journal).anyMatch(line -> line.endsWith("files=\"left to storage account captures\""));
    }

    @Test
    void nothing_goes_where_everything_is_kept_for_ever() {
        CaptureWorld keeping = keeping(Duration.ZERO, Duration.ZERO);
        captured(keeping, "a1", "web1");
        List<String> effects = effects(keeping);

        pass(keeping, 4_000);

        assertThat(keeping.ledger.all()).hasSize(1);
        assertThat(effects).doesNotContain("list history", "save purge book");
    }

    @Test
    void a_file_in_an_account_that_is_not_in_the_settings_any_more_is_nobodys() {
        String id = captured();
        world.ledger.edit(
                id,
                record -> record.change()
                        .location(new StorageLocation(
                                CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                        + "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/former"),
                                record.location().storagePath(),
                                null))
                        .done());
        String url = url(id);

        pass(31);
        assertThat(world.files.has(url)).isTrue();
        assertThat(world.record(id).file().problem()).isNull();

        pass(60);
        assertThat(isThere(id)).isFalse();
        assertThat(world.files.has(url)).isTrue();
    }

    // ---- holds --------------------------------------------------------------------------------------------------

    @Test
    void what_is_held_stays_and_goes_after_its_release() {
        String id = captured();
        String url = url(id);
        assertThat(hold(id)).isInstanceOf(HoldAnswer.Taken.class);

        pass(31);
        pass(4_000);
        isWholly(id, url, true);

        world.orders().release(id, ANNA, world.webhook());
        pass(1);
        isWholly(id, url, false);
    }

    @Test
    void a_hold_in_the_moment_of_the_purge_wins_or_is_refused() {
        String id = captured();
        String url = url(id);
        for (int n = 0; isThere(id); n++) {
            assertThat(n).as("moments").isLessThan(100);
            List<HoldAnswer> answers = new ArrayList<>();
            AtomicInteger left = new AtomicInteger(n);
            Runnable chance = () -> {
                if (left.getAndDecrement() == 0) {
                    world.effects(Effects.UNDISTURBED);
                    world.orders().hold(id, ANNA, "case 17", world.webhook()).ifPresent(answers::add);
                }
            };
            world.effects(new Effects() {
                @Override
                public void before(String effect) {
                    chance.run();
                }

                @Override
                public void after(String effect) {
                    chance.run();
                }
            });

            pass(90);

            world.effects(Effects.UNDISTURBED);
            if (answers.stream().anyMatch(HoldAnswer.Taken.class::isInstance)) {
                isWholly(id, url, true);
                world.orders().release(id, ANNA, world.webhook());
            } else if (n < 4) {
                assertThat(answers).isNotEmpty();
            }
        }
        isWholly(id, url, false);
    }

    @Test
    void what_is_being_purged_cannot_be_held() {
        String id = captured();
        world.ledger.edit(
                id,
                record -> record.change()
                        .disposal(new Disposal(Disposal.What.RECORD, "retention after 90 days", world.clock.instant()))
                        .done());

        assertThat(hold(id))
                .isEqualTo(new HoldAnswer.Refused("It is being deleted since " + world.clock.instant()
                        + " by retention after 90 days, and what is gone cannot be held"));
        assertThat(world.record(id).hold()).isNull();
    }

    @Test
    void whoever_died_while_deleting_a_file_keeps_nobody_from_holding_the_rest() {
        String id = captured();
        world.ledger.edit(
                id,
                record -> record.change()
                        .disposal(new Disposal(Disposal.What.FILES, "berta, by Entra ID", world.clock.instant()))
                        .done());
        assertThat(hold(id)).isInstanceOf(HoldAnswer.Refused.class);

        world.clock.advance(Disposal.LONGEST);

        assertThat(hold(id)).isInstanceOf(HoldAnswer.Taken.class);
        assertThat(world.record(id).disposal()).isNull();
    }

    // ---- captures that hang together ----------------------------------------------------------------------------

    /** Two alerts, of which one capture served both: the ids of the one that did, and of the other. */
    private List<String> covering() {
        String by = String.valueOf(world.deliver("a1", "web1").captureId());
        world.clock.advance(Duration.ofSeconds(1));
        String covered = String.valueOf(world.deliver("a2", "web1").captureId());
        world.finish(by);
        world.finish(covered);
        world.tick();
        assertThat(world.record(covered).outcome()).isEqualTo(Outcome.COVERED);
        return List.of(by, covered);
    }

    @Test
    void the_one_that_serves_others_goes_after_them() {
        List<String> ids = covering();

        pass(91);

        assertThat(world.journal.stream().filter(line -> line.startsWith("event=purged")))
                .satisfiesExactly(
                        line -> assertThat(line).contains(ids.get(1)),
                        line -> assertThat(line).contains(ids.get(0)));
        assertThat(world.ledger.all()).isEmpty();
        assertThat(world.ledger.lines()).isEmpty();
    }

    @Test
    void the_one_that_serves_others_waits_for_those_that_ended_later() {
        List<String> ids = covering();
        world.ledger.edit(
                ids.get(1),
                record -> record.change()
                        .finishedAt(Objects.requireNonNull(record.finishedAt()).plus(DAY))
                        .done());

        pass(90);
        assertThat(world.ledger.all()).hasSize(2);

        pass(1);
        assertThat(world.ledger.all()).isEmpty();
    }

    @Test
    void with_the_file_go_the_links_to_it() {
        List<String> ids = covering();

        pass(31);

        assertThat(world.record(ids.get(0)).file().isDeleted()).isTrue();
        assertThat(world.record(ids.get(1)).file().isDeleted()).isTrue();
    }

    @Test
    void a_hold_on_one_keeps_the_file_that_is_anothers() {
        List<String> ids = covering();
        String url = url(ids.get(0));
        hold(ids.get(1));

        pass(31);
        assertThat(world.files.has(url)).isTrue();
        assertThat(world.orders().removeWithFile(ids.get(0), "berta", world.webhook()))
                .containsInstanceOf(FileDeletion.Held.class);
        pass(300);
        assertThat(world.ledger.all()).hasSize(2);
        assertThat(world.files.has(url)).isTrue();
        assertThat(world.record(ids.get(0)).disposal()).isNull();

        world.orders().release(ids.get(1), ANNA, world.webhook());
        pass(1);
        assertThat(world.ledger.all()).isEmpty();
        assertThat(world.files.has(url)).isFalse();
    }

    @Test
    void a_hold_on_the_one_that_served_keeps_the_records_of_those_it_served() {
        List<String> ids = covering();
        hold(ids.get(0));

        pass(300);

        assertThat(world.ledger.all()).hasSize(2);
    }

    @Test
    void a_hold_on_one_is_refused_while_the_file_that_is_anothers_is_being_deleted() {
        List<String> ids = covering();
        world.ledger.edit(
                ids.get(0),
                record -> record.change()
                        .disposal(new Disposal(Disposal.What.FILES, "berta", world.clock.instant()))
                        .done());

        assertThat(hold(ids.get(1))).isInstanceOf(HoldAnswer.Refused.class);
        assertThat(world.record(ids.get(1)).hold()).isNull();
    }

    // ---- what goes wrong ----------------------------------------------------------------------------------------

    @Test
    void a_crash_anywhere_leaves_nothing_behind_in_the_end() {
        int deaths = 0;
        boolean died = true;
        while (died) {
            CaptureWorld dying = keeping(Duration.ofDays(90), Duration.ofDays(90));
            String id = captured(dying, "a1", "web1");
            String url = String.valueOf(dying.record(id).file().url());
            AtomicInteger left = new AtomicInteger(deaths);
            dying.effects(new Effects() {
                @Override
                public void before(String effect) {
                    chance(effect);
                }

                @Override
                public void after(String effect) {
                    chance(effect);
                }

                private void chance(String effect) {
                    if (left.getAndDecrement() == 0) {
                        throw new Crash(effect);
                    }
                }
            });
            died = false;
            try {
                pass(dying, 91);
            } catch (Crash crash) {
                died = true;
            }
            dying.effects(Effects.UNDISTURBED);
            dying.restart();
            pass(dying, 1);
            pass(dying, 1);
            assertThat(dying.ledger.all()).as("death %d", deaths).isEmpty();
            assertThat(dying.ledger.lines()).as("death %d", deaths).isEmpty();
            assertThat(dying.cases.names(id)).as("death %d", deaths).isEmpty();
            assertThat(dying.files.has(url)).as("death %d", deaths).isFalse();
            deaths++;
        }
        assertThat(deaths).isGreaterThan(12);
    }

    @Test
    void what_cannot_be_deleted_is_told_and_can_still_be_held() {
        String id = captured();
        world.cases.immutable("409 BlobImmutableDueToPolicy");

        pass(31);
        pass(60);

        assertThat(world.ledger.lastTick().orElseThrow().problems())
                .singleElement()
                .asString()
                .contains(id, "409 BlobImmutableDueToPolicy");
        assertThat(hold(id)).as("a deletion may still take effect").isInstanceOf(HoldAnswer.Refused.class);
        world.clock.advance(Disposal.LONGEST);
        assertThat(hold(id)).isInstanceOf(HoldAnswer.Taken.class);
        world.tick();
        assertThat(world.ledger.lastTick().orElseThrow().problems())
                .as("said once")
                .isEmpty();

        world.orders().release(id, ANNA, world.webhook());
        world.cases.immutable(null);
        pass(1);
        assertThat(isThere(id)).isFalse();
    }

    @Test
    void a_refusal_of_the_storage_account_costs_one_attempt_in_a_round() {
        captured();
        // The newest line comes first, and the refusal with it.
        String id = captured(world, "a2", "web2");
        world.files.unreachable("403 AuthorizationPermissionMismatch");

        pass(31);
        pass(1);

        CaptureRecord record = world.record(id);
        assertThat(record.file().isDeleted()).isFalse();
        assertThat(hold(id)).as("a deletion may still take effect").isInstanceOf(HoldAnswer.Refused.class);
        world.clock.advance(Disposal.LONGEST);
        assertThat(hold(id)).isInstanceOf(HoldAnswer.Taken.class);
        assertThat(world.ledger.all().stream()
                        .flatMap(each -> each.timeline().stream())
                        .filter(event -> event.event().equals("not deleted")))
                .as("said once, not every day")
                .hasSize(1);
        assertThat(world.ledger.lastTick().orElseThrow().problems()).hasSize(1);
    }

    @Test
    void a_record_that_cannot_be_read_is_told_and_left_alone() {
        String id = captured();
        String other = captured(world, "a2", "web2");
        world.ledger.spoil(id);

        pass(91);

        assertThat(world.ledger.lastTick().orElseThrow().problems())
                .singleElement()
                .asString()
                .contains(id, "cannot be read");
        assertThat(isThere(other)).isFalse();
        world.ledger.mend(id);
        assertThat(isThere(id)).isTrue();
        assertThat(world.cases.names(id)).contains("SHA256SUMS");
    }

    @Test
    void a_line_without_a_record_goes() {
        String id = captured();
        world.ledger.delete(id);

        pass(31);

        assertThat(world.ledger.lines()).isEmpty();
    }

    // ---- what finds a second delivery ---------------------------------------------------------------------------

    @Test
    void the_same_alert_finds_its_record_until_the_end_and_starts_anew_after_it() {
        String id = captured();
        pass(89);
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.DUPLICATE);
        world.run(Duration.ofMinutes(15));

        pass(2);
        assertThat(isThere(id)).isFalse();
        Decision anew = world.deliver("a1", "web1");

        assertThat(anew.kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(anew.captureId()).isEqualTo(id);
    }

    // ---- what it costs ------------------------------------------------------------------------------------------

    private static List<String> effects(CaptureWorld world) {
        List<String> effects = new ArrayList<>();
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                effects.add(effect);
            }
        });
        return effects;
    }

    @Test
    void the_history_is_gone_through_once_a_day_by_one_host() {
        captured();
        pass(1);
        List<String> effects = effects(world);

        world.run(Duration.ofHours(23));
        world.newHost().monitor().tick(world.timer());
        assertThat(effects).doesNotContain("list history", "save purge book");

        pass(1);
        assertThat(effects).containsOnlyOnce("list history");
        world.newHost().monitor().tick(world.timer());
        assertThat(effects).containsOnlyOnce("list history");
    }

    @Test
    void a_host_that_died_in_the_middle_is_followed_by_another() {
        captured();
        world.clock.advance(DAY);
        world.ledger.savePurgeBook(
                world.ledger.purgeBook(),
                PurgeBook.begun(world.clock.instant())
                        .claimed(new Claim("another", world.clock.instant().plus(Duration.ofMinutes(2)))));
        List<String> effects = effects(world);

        world.tick();
        assertThat(effects).doesNotContain("list history");

        world.clock.advance(Duration.ofMinutes(2));
        world.tick();
        assertThat(effects).contains("list history");
    }

    @Test
    void a_round_takes_a_bounded_part_and_the_next_goes_on() {
        Instant old = world.clock.instant().minus(Duration.ofDays(91));
        int many = 2 * Purge.MOST_IN_A_ROUND + 7;
        for (int i = 0; i < many; i++) {
            world.ledger.put(old(i, old));
        }
        world.ledger.open().forEach(world.ledger::retire);

        world.tick();
        assertThat(world.ledger.all()).hasSize(many - Purge.MOST_IN_A_ROUND);
        world.restart();
        world.tick();
        assertThat(world.ledger.all()).hasSize(7);
        world.tick();
        assertThat(world.ledger.all()).isEmpty();
        assertThat(world.ledger.lines()).isEmpty();
        assertThat(world.journal).contains("event=purge captures=" + many + " files=0");
    }

    private static CaptureRecord old(int number, Instant at) {
        return CaptureRecord.requested(
                        String.format(java.util.Locale.ROOT, "%016d", number),
                        new Trigger(Trigger.Kind.ALERT, "rule", "a" + number, io.alertcap.alert.Severity.SEV2, at),
                        CaptureWorld.machine("web1"),
                        new CaptureWish(new CaptureLimits(300, 1_000, 0), List.of()),
                        List.of(),
                        at.minusSeconds(number),
                        at)
                .change()
                .state(CaptureState.FINISHED)
                .outcome(Outcome.REFUSED)
                .finishedAt(at)
                .done();
    }

    @Test
    void a_record_without_files_is_read_once_for_them() {
        world.deliver(CaptureWorld.alert("a1", io.alertcap.alert.Severity.SEV2, Map.of(), "web1"));
        String id = world.ledger.all().get(0).id();
        world.finish(id);
        world.tick();
        pass(31);
        List<String> effects = effects(world);

        pass(1);
        assertThat(effects).containsOnlyOnce("note fileless");
        pass(1);
        assertThat(effects).as("of a line that says it has none").containsOnlyOnce("note fileless");
    }

    @Test
    void what_waits_for_the_budget_is_not_begun() {
        captured();
        world.clock.advance(DAY.multipliedBy(91));
        List<String> effects = effects(world);

        world.newHost()
                .monitor()
                .tick(new Errand(TimeBudget.of(world.clock, Duration.ofMillis(500)), line -> {}, true));

        assertThat(effects).doesNotContain("list history", "save purge book");
        assertThat(world.ledger.all()).hasSize(1);
    }
}

package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLedger.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The timer's round: takes every open record as far as it goes, gives back slots that were left behind, and writes down
 * how things stand. One bad record never stops the round. Any number of rounds may run at once.
 */
public final class CaptureMonitor {
    /** How many threads can work beside the timer's own; more would have nothing to do. */
    public static final int MOST_HELPERS = Hands.MOST - 1;

    /** An entry of the open list without a record: its writer died between two writes, long enough ago. */
    static final Duration ORPHAN_AGE = Duration.ofMinutes(10);

    private final CaptureLedger ledger;
    private final CaptureEngine engine;
    private final Lifecycle lifecycle;
    private final SessionSteps sessions;
    private final Slots slots;
    private final CaptureWatch watch;
    private final Purge purge;
    private final Hands hands;

    /** Of a round's time, the share that is left for slots and the watch, however long the captures' regions take. */
    private static final int REST = 5;

    /** The ids of what the last round had no time to read: they come first in the next. */
    private volatile Set<String> unread = Set.of();

    CaptureMonitor(
            CaptureLedger ledger,
            CaptureEngine engine,
            Lifecycle lifecycle,
            SessionSteps sessions,
            Slots slots,
            CaptureWatch watch,
            Purge purge,
            Hands hands) {
        this.ledger = ledger;
        this.engine = engine;
        this.lifecycle = lifecycle;
        this.sessions = sessions;
        this.slots = slots;
        this.watch = watch;
        this.purge = purge;
        this.hands = hands;
    }

    /** One record of the round. */
    private record Due(OpenEntry entry, Versioned<CaptureRecord> record) {
        /**
         * The most urgent first: what has waited longest since its moment. What only owes messages comes last, so that a
         * destination which hangs takes no time from a capture.
         */
        static final Comparator<Due> BY_URGENCY = Comparator.comparing(
                        (Due one) -> one.record().value().state() == CaptureState.FINISHED)
                .thenComparing(one -> one.record().value().nextAt());

        /** What hangs together: a region, by its machines' resource group until it is known; or the destinations. */
        String lane() {
            CaptureRecord record = record().value();
            if (record.state() == CaptureState.FINISHED) {
                return "messages";
            }
            ResourceId machine = record.target().id();
            String place = record.region() == null
                    ? machine.resourceGroup()
                    : record.region().name();
            return (machine.subscriptionId() + "/" + place).toLowerCase(Locale.ROOT);
        }
    }

    /** Works until nothing is due or the budget ends. */
    public TickReport tick(Errand errand) {
        Duration rest = errand.budget().left().dividedBy(REST);
        Set<String> problems = new ConcurrentSkipListSet<>();
        Map<String, CaptureRecord> seen = new ConcurrentHashMap<>();
        List<Due> open = read(errand, problems);
        open.forEach(one -> seen.put(one.record().value().id(), one.record().value()));
        Instant now = ledger.now();
        List<Due> due = open.stream()
                .filter(one -> !(lifecycle.next(one.record().value(), now) instanceof Step.Wait))
                .sorted(Due.BY_URGENCY)
                .toList();
        Errand acting = errand.within(errand.budget().left().minus(rest));
        hands.all(due, Due::lane, one -> advance(one, acting, seen, problems));
        List<String> keys = sweep(errand, seen, problems);
        int waiting = watch.round(keys, seen, errand, problems);
        purge.round(errand, problems);
        TickReport report = report(seen, waiting, problems);
        ledger.saveTick(report);
        return report;
    }

    /** Reads what is open, in half of the time at most: to know everything and do nothing would help nobody. */
    private List<Due> read(Errand errand, Set<String> problems) {
        Duration toAct = errand.budget().left().dividedBy(2);
        Set<String> before = unread;
        List<OpenEntry> entries = ledger.open().stream()
                .sorted(Comparator.comparing(entry -> !before.contains(entry.id())))
                .toList();
        Queue<Due> open = new ConcurrentLinkedQueue<>();
        Set<String> left = ConcurrentHashMap.newKeySet();
        hands.all(entries, entry -> {
            if (errand.budget().hasAtLeast(toAct)) {
                read(entry, problems).ifPresent(open::add);
            } else {
                left.add(entry.id());
            }
        });
        unread = left;
        if (!left.isEmpty()) {
            problems.add("storage is slow: " + left.size() + " open records were left for the next round");
        }
        return List.copyOf(open);
    }

    private Optional<Due> read(OpenEntry entry, Set<String> problems) {
        try {
            Optional<Versioned<CaptureRecord>> found = ledger.find(entry.id());
            if (found.isEmpty() && entry.touchedAt().plus(ORPHAN_AGE).isBefore(ledger.now())) {
                ledger.retire(entry);
            }
            return found.map(record -> new Due(entry, record));
        } catch (CaptureException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void advance(Due due, Errand errand, Map<String, CaptureRecord> seen, Set<String> problems) {
        String id = due.record().value().id();
        try {
            CaptureRecord after = engine.advance(due.record(), engine.newWorker(), errand, due.entry());
            seen.put(id, after);
        } catch (RuntimeException e) {
            // Not only CaptureException: a record edited by hand may break what the code takes for granted.
            String reason = String.valueOf(e.getMessage());
            errand.journal().tell("postponed", "capture", id, "reason", reason);
            problems.add("capture " + id + ": " + reason);
        }
    }

    /** Slots whose captures are past running: a crash came between the end and the giving back. Gives the watchers. */
    private List<String> sweep(Errand errand, Map<String, CaptureRecord> seen, Set<String> problems) {
        List<String> keys = List.of();
        try {
            keys = slots.keys();
            hands.all(keys, key -> key, key -> sweep(key, errand, seen, problems));
        } catch (CaptureException e) {
            problems.add("slots: " + e.getMessage());
        }
        return keys;
    }

    /** One book that cannot be read keeps no slot of the others. */
    private void sweep(String key, Errand errand, Map<String, CaptureRecord> seen, Set<String> problems) {
        try {
            for (SlotBook.Holder holder : slots.read(key).value().holders()) {
                sweep(key, holder, errand, seen);
            }
        } catch (UnreadableRecordException e) {
            problems.add("slots: " + e.getMessage());
        }
    }

    private void sweep(String key, SlotBook.Holder holder, Errand errand, Map<String, CaptureRecord> seen) {
        CaptureRecord known = seen.get(holder.captureId());
        if (unread.contains(holder.captureId())
                || (known != null
                        && (known.state().isBeforeStart() || known.state().isLive()))) {
            return;
        }
        Instant now = ledger.now();
        Optional<Versioned<CaptureRecord>> found;
        try {
            found = ledger.find(holder.captureId());
        } catch (UnreadableRecordException e) {
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            // Its session, if there is one, counts as a foreign one from the next list on.
            if (holder.since().plus(ORPHAN_AGE).isBefore(now)) {
                slots.change(key, book -> book.forgotten(holder.captureId()));
            }
            return;
        }
        CaptureRecord record = found.get().value();
        if (record.state().isBeforeStart() || record.state().isLive()) {
            return;
        }
        Instant putUntil = record.session().putUntil();
        if (putUntil != null && now.isBefore(putUntil)) {
            return;
        }
        boolean ended = record.stoppedAt() != null
                || record.session().removedAt() != null
                || record.session().watcher() == null
                || record.name() == null
                || (errand.budget().hasAtLeast(CaptureEngine.LEAST_BUDGET)
                        && sessions.hasEnded(record, errand).orElse(false));
        if (ended) {
            slots.release(key, record);
            errand.journal().tell("slot-swept", "capture", record.id(), "watcher", key);
        }
    }

    private TickReport report(Map<String, CaptureRecord> seen, int otherMessages, Set<String> problems) {
        List<CaptureRecord> open =
                seen.values().stream().filter(CaptureRecord::isOpen).toList();
        int waiting = otherMessages;
        for (CaptureRecord record : open) {
            for (Message message : record.messages()) {
                if (message.isWaiting()) {
                    waiting++;
                    if (message.attempts() >= 3) {
                        problems.add("messages to " + message.to() + " do not arrive: " + message.problem());
                    }
                }
            }
        }
        return new TickReport(
                ledger.now(),
                open.size(),
                open.stream()
                        .map(CaptureRecord::createdAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                waiting,
                problems.stream().limit(20).toList());
    }
}

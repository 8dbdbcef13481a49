package io.alertcap.capture;

import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.Notifier.Delivery;
import io.alertcap.capture.Provenance.Verdict;
import io.alertcap.capture.WatchBook.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The watch on captures: compares what runs on the Network Watchers with what was asked for here, and tells what nobody
 * asked for, each once. It only reads in Azure; what it finds is left alone.
 *
 * <p>A finding is written, with the messages that it owes, before any of them is sent: a crash costs none, and a message
 * that is sent again has the same id.
 */
final class CaptureWatch {
    private static final int TRIES = 8;
    /** Where names carry no id, our own newest captures are searched for the name in an alert. */
    private static final int NEWEST = 50;

    private static final Comparator<Region> BY_NAME = Comparator.comparing(Region::name);
    private static final int LONGEST_TEXT = 500;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private final CaptureLedger ledger;
    private final NetworkWatchers watchers;
    private final Notifier notifier;
    private final CapturePolicy policy;
    private final RecentLists lists;
    private final Hands hands;
    private final Provenance provenance;

    CaptureWatch(
            CaptureLedger ledger,
            NetworkWatchers watchers,
            Notifier notifier,
            CapturePolicy policy,
            RecentLists lists,
            Hands hands) {
        this.ledger = ledger;
        this.watchers = watchers;
        this.notifier = notifier;
        this.policy = policy;
        this.lists = lists;
        this.hands = hands;
        this.provenance = new Provenance(policy.nameTemplate());
    }

    private boolean isOff() {
        return policy.watchInterval().isZero();
    }

    // ---- the timer's part ---------------------------------------------------------------------------------------

    /** A region of a subscription. */
    private record Place(String subscription, Region region) {
        /** That of its {@link Watcher}. */
        String key() {
            return subscription + "/" + region.name();
        }
    }

    /** What a watcher has. */
    private record Listing(Watcher watcher, RecentLists.Listed list) {}

    /**
     * One round: looks at what is due, and sends what is owed, as far as the time goes.
     *
     * @param slotKeys the watchers on which captures of ours were
     * @param seen records as read in this round
     * @return messages that are still to be sent
     */
    int round(List<String> slotKeys, Map<String, CaptureRecord> seen, Errand errand, Set<String> problems) {
        if (isOff()) {
            return 0;
        }
        Map<String, Set<Region>> regions = regions(slotKeys);
        Map<String, Versioned<WatchBook>> books = new TreeMap<>();
        for (String subscription : regions.keySet()) {
            try {
                books.put(subscription, ledger.watchBook(subscription));
            } catch (CaptureException e) {
                problems.add("watch on captures: " + e.getMessage());
            }
        }
        List<Listing> listings = list(due(regions, books), errand, problems);
        int waiting = 0;
        for (Map.Entry<String, Versioned<WatchBook>> each : books.entrySet()) {
            try {
                waiting += round(each.getKey(), each.getValue(), listings, seen, errand, problems);
            } catch (CaptureException e) {
                problems.add("watch on captures: " + e.getMessage());
            }
        }
        return waiting;
    }

    private List<Place> due(Map<String, Set<Region>> regions, Map<String, Versioned<WatchBook>> books) {
        Instant now = ledger.now();
        return books.entrySet().stream()
                .flatMap(book -> Objects.requireNonNull(regions.get(book.getKey())).stream()
                        .map(region -> new Place(book.getKey(), region))
                        .filter(place -> book.getValue().value().isDue(place.key(), policy.watchInterval(), now)))
                .toList();
    }

    /** In half of the time at most, and all at once: a region that does not answer hides no other, and stops no message. */
    private List<Listing> list(List<Place> due, Errand errand, Set<String> problems) {
        TimeBudget half = errand.budget().within(errand.budget().left().dividedBy(2));
        Queue<Listing> listings = new ConcurrentLinkedQueue<>();
        hands.all(due, Place::key, place -> {
            try {
                if (half.hasAtLeast(CaptureEngine.LEAST_BUDGET)) {
                    watchers.find(place.subscription(), place.region(), half)
                            .ifPresent(watcher -> listings.add(new Listing(watcher, list(watcher, half))));
                }
            } catch (CaptureException e) {
                problems.add("watch on captures in " + place.key() + ": "
                        + (e instanceof ServiceException service ? service.inWords() : e.getMessage()));
            }
        });
        return List.copyOf(listings);
    }

    /** The regions to be watched, by subscription: those of the settings, and wherever captures of ours were. */
    private Map<String, Set<Region>> regions(List<String> slotKeys) {
        Map<String, Set<Region>> regions = new TreeMap<>();
        for (ResourceId scope : policy.scopes()) {
            regions.computeIfAbsent(scope.subscriptionId().toLowerCase(Locale.ROOT), none -> new TreeSet<>(BY_NAME))
                    .addAll(policy.storageAccounts().keySet());
        }
        for (String key : slotKeys) {
            int slash = key.indexOf('/');
            regions.computeIfAbsent(key.substring(0, slash), none -> new TreeSet<>(BY_NAME))
                    .add(new Region(key.substring(slash + 1)));
        }
        return regions;
    }

    private int round(
            String subscription,
            Versioned<WatchBook> read,
            List<Listing> listings,
            Map<String, CaptureRecord> seen,
            Errand errand,
            Set<String> problems) {
        Versioned<WatchBook> book = read;
        for (Listing listing : listings) {
            if (listing.watcher().key().startsWith(subscription + "/")) {
                Optional<Versioned<WatchBook>> saved = compare(book, listing, seen, errand.journal());
                if (saved.isEmpty()) {
                    // Another host looked, or an alert told of a capture: nothing that was seen before it counts.
                    book = ledger.watchBook(subscription);
                    break;
                }
                book = saved.get();
            }
        }
        if (book.value().isFull()) {
            problems.add("watch on captures: more than " + WatchBook.MOST_FINDINGS + " packet captures in subscription "
                    + subscription + " are not ours; no more are told one by one");
        }
        return deliver(book, subscription, errand, problems);
    }

    /** Empty if the book was changed by others since it was read. */
    private Optional<Versioned<WatchBook>> compare(
            Versioned<WatchBook> book, Listing listing, Map<String, CaptureRecord> seen, Journal journal) {
        List<PacketCaptureSession> sessions = listing.list().sessions();
        Watcher watcher = listing.watcher();
        SlotBook slots = ledger.slots(watcher.key()).value();
        List<Finding> findings = sessions.stream()
                .flatMap(session -> judge(session, slots, seen, listing.list().at()).stream())
                .toList();
        WatchBook next = book.value()
                .looked(watcher, sessions.stream().map(PacketCaptureSession::id).toList(), findings, ledger.now());
        Optional<Versioned<WatchBook>> saved =
                ledger.saveWatchBook(watcher.id().subscriptionId().toLowerCase(Locale.ROOT), book, next);
        if (saved.isPresent()) {
            next.findings().stream()
                    .filter(finding -> !book.value().knows(finding))
                    .forEach(finding -> tell(finding, journal));
        }
        return saved;
    }

    private RecentLists.Listed list(Watcher watcher, TimeBudget budget) {
        Instant now = ledger.now();
        return lists.within(Admission.LIST_AGE, watcher, now)
                .orElseGet(() -> new RecentLists.Listed(watchers.sessions(watcher, budget), now));
    }

    /** Empty for ours; a record that cannot be read is ours too, and a problem of its own. */
    private Optional<Finding> judge(
            PacketCaptureSession session, SlotBook slots, Map<String, CaptureRecord> seen, Instant listedAt) {
        Set<String> ids = new LinkedHashSet<>();
        slots.ours(session.name()).ifPresent(ids::add);
        ids.addAll(Provenance.mentioned(session.name(), session.storagePath(), session.filePath()));
        List<CaptureRecord> known =
                ids.stream().filter(seen::containsKey).map(seen::get).toList();
        if (provenance.of(session, known, listedAt).isOurs()) {
            return Optional.empty();
        }
        // Only what is read after the list can say that it is not ours: a record is always older than its session.
        try {
            Verdict verdict = provenance.of(session, read(ids), listedAt);
            return verdict.isOurs()
                    ? Optional.empty()
                    : Optional.of(finding(
                            verdict,
                            session.id(),
                            session.target(),
                            session.storagePath(),
                            session.filePath(),
                            null,
                            true));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private List<CaptureRecord> read(Set<String> ids) {
        return ids.stream()
                .flatMap(id -> ledger.find(id).stream())
                .map(Versioned::value)
                .toList();
    }

    // ---- the webhook's part -------------------------------------------------------------------------------------

    /** What an alert on the writing of a packet capture comes to. Nothing is captured because of it. */
    Decision heard(AlertTarget.PacketCapture alert, boolean quietly, Journal journal) {
        String target = alert.target();
        if (alert.hasFailed()) {
            return ignored(target, null, "the attempt to start a packet capture failed; there is none");
        }
        boolean ours = policy.scopes().stream()
                .anyMatch(scope ->
                        scope.subscriptionId().equalsIgnoreCase(alert.id().subscriptionId()));
        if (!ours) {
            return ignored(
                    target, null, "it reports a packet capture in a subscription that ALERTCAP_SCOPES does not name");
        }
        Verdict verdict = provenance.of(alert.id(), read(candidates(alert.id())));
        if (verdict.isOurs()) {
            return ignored(
                    target,
                    verdict.captureId(),
                    "it reports " + verdict.why() + ": capturing because of it would go round in a loop");
        }
        String what = "it reports a packet capture that nobody asked for here (" + verdict.why() + "); ";
        if (isOff()) {
            return ignored(target, null, what + "with ALERTCAP_WATCH_INTERVAL=PT0S nobody is told");
        }
        if (!quietly) {
            String caller = alert.caller();
            record(finding(verdict, alert.id().toString(), null, null, null, caller, false), journal);
        }
        return ignored(target, null, what + "it is told once, and nothing is captured because of it");
    }

    private static Decision ignored(String target, @Nullable String captureId, String reason) {
        return new Decision(target, Decision.Kind.IGNORED, captureId, reason, null);
    }

    /** By the id in the name; where the template puts none in, by the name in the books and in the newest records. */
    private Set<String> candidates(ResourceId session) {
        Set<String> ids = new LinkedHashSet<>(Provenance.mentioned(session.name()));
        if (policy.nameTemplate().contains("{id}")) {
            return ids;
        }
        String subscription = session.subscriptionId().toLowerCase(Locale.ROOT) + "/";
        ledger.slotKeys().stream()
                .filter(key -> key.startsWith(subscription))
                .flatMap(key -> ledger.slots(key).value().ours(session.name()).stream())
                .forEach(ids::add);
        ledger.page(null, NEWEST).captures().stream()
                .filter(record -> session.name().equalsIgnoreCase(record.name()))
                .forEach(record -> ids.add(record.id()));
        return ids;
    }

    private void record(Finding finding, Journal journal) {
        String subscription = ResourceId.parse(finding.session())
                .orElseThrow()
                .subscriptionId()
                .toLowerCase(Locale.ROOT);
        for (int i = 0; i < TRIES; i++) {
            Versioned<WatchBook> book = ledger.watchBook(subscription);
            WatchBook next = book.value().with(finding);
            if (next.equals(book.value())) {
                return;
            }
            if (ledger.saveWatchBook(subscription, book, next).isPresent()) {
                tell(finding, journal);
                return;
            }
        }
        throw new CaptureException("The watch's book of " + subscription + " is changed by others all the time");
    }

    // ---- telling ------------------------------------------------------------------------------------------------

    private Finding finding(
            Verdict verdict,
            String session,
            @Nullable String target,
            @Nullable String storagePath,
            @Nullable String filePath,
            @Nullable String caller,
            boolean listed) {
        Instant now = ledger.now();
        NoticeKind kind = Objects.requireNonNull(verdict.kind());
        String id = CaptureId.of(String.join(
                "|",
                "watch",
                session.toLowerCase(Locale.ROOT),
                kind.wire(),
                String.valueOf(target),
                String.valueOf(storagePath),
                String.valueOf(filePath),
                now.toString()));
        List<Message> messages = notifier.destinations().stream()
                .map(to -> new Message(id + "-" + kind.wire(), kind, to, Message.State.WAITING, 0, now, now, null))
                .toList();
        return new Finding(
                id,
                kind,
                session,
                target == null ? null : brief(target),
                storagePath == null ? null : brief(withoutQuery(storagePath)),
                filePath == null ? null : brief(filePath),
                caller == null ? null : brief(caller),
                verdict.captureId(),
                brief(verdict.why()),
                now,
                listed,
                null,
                messages);
    }

    /** An address may carry a signature behind its question mark. */
    private static String withoutQuery(String path) {
        int mark = path.indexOf('?');
        return mark < 0 ? path : path.substring(0, mark);
    }

    private static String brief(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }

    private static void tell(Finding finding, Journal journal) {
        journal.tell(
                "capture-" + finding.kind().wire(),
                "finding",
                finding.id(),
                "session",
                finding.session(),
                "target",
                finding.target() == null ? "-" : finding.target(),
                "caller",
                finding.caller() == null ? "-" : finding.caller(),
                "why",
                finding.why());
    }

    /** Sends what is due, one message at a time, and writes down how it went after each. */
    private int deliver(Versioned<WatchBook> book, String subscription, Errand errand, Set<String> problems) {
        Versioned<WatchBook> newest = book;
        Optional<Message> due = newest.value().due(ledger.now());
        while (due.isPresent() && errand.budget().hasAtLeast(CaptureEngine.LEAST_BUDGET)) {
            Optional<Versioned<WatchBook>> saved =
                    ledger.saveWatchBook(subscription, newest, sent(newest.value(), due.get(), errand));
            if (saved.isEmpty()) {
                break;
            }
            newest = saved.get();
            due = newest.value().due(ledger.now());
        }
        int waiting = 0;
        for (Finding finding : newest.value().findings()) {
            for (Message message : finding.messages()) {
                waiting++;
                if (message.attempts() >= 3) {
                    problems.add("messages to " + message.to() + " do not arrive: " + message.problem());
                }
            }
        }
        return waiting;
    }

    private WatchBook sent(WatchBook book, Message message, Errand errand) {
        Finding finding = book.findings().stream()
                .filter(each -> each.messages().contains(message))
                .findFirst()
                .orElseThrow();
        Delivery delivery = notifier.destinations().contains(message.to())
                ? notifier.send(message.to(), NoticeText.of(message, finding), errand.budget())
                : Delivery.failed("the destination is not configured any more");
        errand.journal()
                .tell(
                        "message",
                        "finding",
                        finding.id(),
                        "message",
                        message.id(),
                        "to",
                        message.to(),
                        "delivered",
                        Boolean.toString(delivery.delivered()),
                        "problem",
                        delivery.problem() == null ? "-" : delivery.problem());
        Instant now = ledger.now();
        boolean over = delivery.delivered() || now.isAfter(message.createdAt().plus(policy.messageGiveUp()));
        List<Message> rest = new ArrayList<>(finding.messages());
        rest.remove(message);
        if (!over) {
            rest.add(new Message(
                    message.id(),
                    message.kind(),
                    message.to(),
                    Message.State.WAITING,
                    message.attempts() + 1,
                    message.createdAt(),
                    now.plus(Lifecycle.backOff(message.attempts(), FIRST_RETRY, LONGEST_RETRY)),
                    delivery.problem()));
        }
        return book.change(finding.id(), none -> rest);
    }
}

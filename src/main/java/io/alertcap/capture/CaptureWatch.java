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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    private static final int LONGEST_TEXT = 500;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private final CaptureLedger ledger;
    private final NetworkWatchers watchers;
    private final Notifier notifier;
    private final CapturePolicy policy;
    private final RecentLists lists;
    private final Provenance provenance;

    CaptureWatch(
            CaptureLedger ledger,
            NetworkWatchers watchers,
            Notifier notifier,
            CapturePolicy policy,
            RecentLists lists) {
        this.ledger = ledger;
        this.watchers = watchers;
        this.notifier = notifier;
        this.policy = policy;
        this.lists = lists;
        this.provenance = new Provenance(policy.nameTemplate());
    }

    private boolean isOff() {
        return policy.watchInterval().isZero();
    }

    // ---- the timer's part ---------------------------------------------------------------------------------------

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
        int waiting = 0;
        for (Map.Entry<String, Set<String>> each : regions(slotKeys).entrySet()) {
            try {
                waiting += round(each.getKey(), each.getValue(), seen, errand, problems);
            } catch (CaptureException e) {
                problems.add("watch on captures: " + e.getMessage());
            }
        }
        return waiting;
    }

    /** The regions to be watched, by subscription: those of the settings, and wherever captures of ours were. */
    private Map<String, Set<String>> regions(List<String> slotKeys) {
        Map<String, Set<String>> regions = new TreeMap<>();
        for (ResourceId scope : policy.scopes()) {
            Set<String> there =
                    regions.computeIfAbsent(scope.subscriptionId().toLowerCase(Locale.ROOT), none -> new TreeSet<>());
            policy.storageAccounts().keySet().forEach(region -> there.add(region.name()));
        }
        for (String key : slotKeys) {
            int slash = key.indexOf('/');
            regions.computeIfAbsent(key.substring(0, slash), none -> new TreeSet<>())
                    .add(key.substring(slash + 1));
        }
        return regions;
    }

    private int round(
            String subscription,
            Set<String> regions,
            Map<String, CaptureRecord> seen,
            Errand errand,
            Set<String> problems) {
        Versioned<WatchBook> book = ledger.watchBook(subscription);
        for (String region : regions) {
            boolean due = book.value().isDue(subscription + "/" + region, policy.watchInterval(), ledger.now());
            if (due && errand.budget().hasAtLeast(CaptureEngine.LEAST_BUDGET)) {
                book = look(book, subscription, new Region(region), seen, errand, problems);
            }
        }
        if (book.value().isFull()) {
            problems.add("watch on captures: more than " + WatchBook.MOST_FINDINGS + " packet captures in subscription "
                    + subscription + " are not ours; no more are told one by one");
        }
        return deliver(book, subscription, errand, problems);
    }

    private Versioned<WatchBook> look(
            Versioned<WatchBook> book,
            String subscription,
            Region region,
            Map<String, CaptureRecord> seen,
            Errand errand,
            Set<String> problems) {
        try {
            Optional<Watcher> watcher = watchers.find(subscription, region, errand.budget());
            if (watcher.isEmpty()) {
                return book;
            }
            RecentLists.Listed list = list(watcher.get(), errand);
            SlotBook slots = ledger.slots(watcher.get().key()).value();
            List<Finding> findings = new ArrayList<>();
            for (PacketCaptureSession session : list.sessions()) {
                judge(session, slots, seen, list.at()).ifPresent(findings::add);
            }
            WatchBook next = book.value()
                    .looked(
                            watcher.get(),
                            list.sessions().stream()
                                    .map(PacketCaptureSession::id)
                                    .toList(),
                            findings,
                            ledger.now());
            Optional<Versioned<WatchBook>> saved = ledger.saveWatchBook(subscription, book, next);
            if (saved.isEmpty()) {
                // Another host looked, or an alert told of a capture: nothing of this look counts.
                return ledger.watchBook(subscription);
            }
            for (Finding finding : next.findings()) {
                if (!book.value().knows(finding)) {
                    tell(finding, errand.journal());
                }
            }
            return saved.get();
        } catch (ServiceException e) {
            problems.add("watch on captures in " + subscription + "/" + region.name() + ": " + e.inWords());
            return book;
        }
    }

    private RecentLists.Listed list(Watcher watcher, Errand errand) {
        Instant now = ledger.now();
        return lists.within(Admission.LIST_AGE, watcher, now)
                .orElseGet(() -> new RecentLists.Listed(watchers.sessions(watcher, errand.budget()), now));
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

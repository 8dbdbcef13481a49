package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.SlotBook.Holder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way from a request to a slot: may the machine be captured, can it be, is there room, under which name, and where
 * does the file go?
 */
final class Admission {
    /** The age up to which a watcher's list is good enough to count by. Rule 3 of the design calls for a stated age. */
    static final Duration LIST_AGE = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration LATER = LIST_AGE;
    private static final int TRIES = 8;
    private static final int PROBES = 5;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Machines machines;
    private final NetworkWatchers watchers;
    private final CaptureFiles files;
    private final StorageFit storage;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;
    private final CapturePolicy policy;
    private final Slots slots;
    private final RecentLists lists;

    Admission(
            Machines machines,
            NetworkWatchers watchers,
            CaptureFiles files,
            StorageFit storage,
            CaptureLedger ledger,
            Lifecycle lifecycle,
            CapturePolicy policy,
            Slots slots,
            RecentLists lists) {
        this.machines = machines;
        this.watchers = watchers;
        this.files = files;
        this.storage = storage;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.policy = policy;
        this.slots = slots;
        this.lists = lists;
    }

    // ---- may it, can it -----------------------------------------------------------------------------------------

    /**
     * What is known of a machine that can be captured.
     *
     * @param storageUnread why it is not known whether the storage account fits; null if it does
     */
    private record Place(
            Machines.Sound machine,
            Watcher watcher,
            @Nullable String storageUnread) {}

    /** What keeps a request from being sent: for good, or until a moment. */
    private record Obstacle(String reason, @Nullable Duration retryAfter) {
        UnaryOperator<CaptureRecord> in(Lifecycle lifecycle, CaptureLedger ledger) {
            return record -> {
                Instant now = ledger.now();
                return retryAfter == null
                        ? lifecycle.refused(record, reason, now)
                        : lifecycle.delayed(record, reason, now.plus(retryAfter), now);
            };
        }
    }

    private static final class Blocked extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Obstacle obstacle;

        Blocked(String reason, @Nullable Duration wait) {
            super(reason);
            this.obstacle = new Obstacle(reason, wait);
        }
    }

    /** Why a machine may never be captured, whatever its state. */
    Optional<String> forbidden(CaptureRecord record) {
        return policy.allows(record.target())
                ? Optional.empty()
                : Optional.of(
                        record.target().id() + " lies outside ALERTCAP_SCOPES; add its subscription or resource group "
                                + "there if its packets may be captured");
    }

    /** Looks up what {@link #admit} will ask for first of all and can be shared; it may fail, and is asked for again. */
    void lookAhead(MachineTarget machine, Errand errand) {
        if (policy.allows(machine)) {
            watchers.expect(machine.id().subscriptionId(), errand.budget());
            storage.expect(ledger.now(), errand.budget());
        }
    }

    private Place place(CaptureRecord record, Errand errand, boolean mayCreate) throws Blocked {
        Optional<String> forbidden = forbidden(record);
        if (forbidden.isPresent()) {
            throw new Blocked(forbidden.get(), null);
        }
        Machines.Condition condition;
        try {
            condition = machines.look(record.target(), errand.budget());
        } catch (ServiceException e) {
            throw blockedBy("the machine", e, record);
        }
        Machines.Sound machine = sound(condition, record);
        Placement placement = record.wish().placement();
        if (placement != null) {
            check(placement, machine);
        }
        boolean inStorage = placement == null || placement.inStorage();
        if (inStorage && policy.accountFor(machine.region()).isEmpty() && !policy.keepsCopyOn(machine.os())) {
            throw new Blocked(
                    "no storage account takes captures of region "
                            + machine.region().name() + ". To mend it: add "
                            + machine.region().name() + "=<account id> to ALERTCAP_STORAGE_ACCOUNTS",
                    null);
        }
        StorageFit.Verdict fit =
                inStorage ? storage.of(machine.region(), ledger.now(), errand.budget()) : StorageFit.Verdict.FITS;
        if (fit.misfit() != null) {
            throw new Blocked(mended(fit.misfit().reason(), fit.misfit().fix()), null);
        }
        try {
            String subscription = record.target().id().subscriptionId();
            Optional<Watcher> watcher = watchers.find(subscription, machine.region(), errand.budget());
            if (watcher.isEmpty() && mayCreate) {
                watcher = watchers.establish(subscription, machine.region(), errand.budget());
            }
            if (watcher.isEmpty()) {
                throw new Blocked(
                        "region " + machine.region().name()
                                + " of the subscription has no Network Watcher. To mend it: az network "
                                + "watcher configure --resource-group NetworkWatcherRG --locations "
                                + machine.region().name() + " --enabled true",
                        null);
            }
            return new Place(machine, watcher.get(), fit.unread());
        } catch (ServiceException e) {
            throw blockedBy("the Network Watcher", e, record);
        }
    }

    /** What is wrong and what to do, whether or not the one is a sentence already. */
    private static String mended(String reason, String fix) {
        return (reason.endsWith(".") ? reason : reason + ".") + " To mend it: " + fix;
    }

    private Machines.Sound sound(Machines.Condition condition, CaptureRecord record) throws Blocked {
        if (condition instanceof Machines.NoAgent noAgent && !policy.installsAgents()) {
            return sound(noAgent.otherwise(), record);
        }
        if (condition instanceof Machines.NotReady notReady) {
            throw new Blocked(mended(notReady.reason(), notReady.fix()), null);
        }
        if (condition instanceof Machines.AgentUnderWay underWay) {
            throw new Blocked(underWay.reason(), Lifecycle.agentBackOff(record));
        }
        return (Machines.Sound) condition;
    }

    /** Of an operator's wish, what hangs on the machine; the rest was looked at when it came. */
    private void check(Placement placement, Machines.Sound machine) throws Blocked {
        String region = machine.region().name();
        ResourceId account = placement.account();
        // Names of storage accounts are unique in Azure.
        if (account != null
                && policy.accountFor(machine.region())
                        .filter(usual -> usual.name().equalsIgnoreCase(account.name()))
                        .isEmpty()) {
            throw new Blocked(
                    "storageAccount is not the account that takes captures of region " + region
                            + ". To mend it: leave it out, or put " + region
                            + "=<account id> into ALERTCAP_STORAGE_ACCOUNTS",
                    null);
        }
        String path = placement.machinePath();
        Optional<String> problem = path == null ? Optional.empty() : MachinePath.problem(machine.os(), path);
        if (problem.isPresent()) {
            throw new Blocked("localPath " + problem.get() + ": the machine runs " + machine.os(), null);
        }
        boolean onMachine = placement.keep() == Placement.Keep.MACHINE || placement.keep() == Placement.Keep.BOTH;
        if (onMachine && path == null && !policy.keepsCopyOn(machine.os())) {
            throw new Blocked("no path on the machine is known. To mend it: say localPath", null);
        }
    }

    private static Blocked blockedBy(String what, ServiceException e, CaptureRecord record) {
        return switch (e.kind()) {
            case FORBIDDEN ->
                new Blocked(
                        "the app may not read " + what + " (" + e.inWords()
                                + "). To mend it: give its identity the roles of infra/",
                        null);
            case NOT_FOUND, INVALID, EXISTS -> new Blocked(what + " could not be read: " + e.inWords(), null);
            case BUSY, LIMIT, UNCERTAIN ->
                new Blocked(
                        what + " could not be read: " + e.inWords(),
                        e.retryAfter()
                                .orElseGet(() -> Lifecycle.backOff(record.attempts(), SOON, Duration.ofMinutes(1))));
        };
    }

    // ---- admission ----------------------------------------------------------------------------------------------

    UnaryOperator<CaptureRecord> admit(CaptureRecord record, Errand errand) {
        try {
            if (record.name() != null && record.session().watcher() != null) {
                // A request may have been sent before: the truth comes first, and without it nothing is concluded.
                Optional<PacketCaptureSession> there;
                try {
                    there = watchers.session(record.session().watcher(), record.name(), errand.budget());
                } catch (ServiceException e) {
                    return delay(e.inWords(), e.retryAfter().orElse(LATER));
                }
                if (there.isPresent() && SessionSteps.isOurs(record, there.get())) {
                    return r -> lifecycle.foundThere(r, there.get(), ledger.now());
                }
            }
            Optional<SlotBook.Full> full = stillFull(record, errand);
            if (full.isPresent()) {
                return delay(full.get().inWords(), LATER);
            }
            Place place = place(record, errand, true);
            return place.machine() instanceof Machines.NoAgent
                    ? r -> lifecycle.agentMissing(r, ledger.now())
                    : takeSlot(record, place, errand);
        } catch (Blocked blocked) {
            return blocked.obstacle.in(lifecycle, ledger);
        } catch (ServiceException e) {
            return blockedBy("the Network Watcher", e, record).obstacle.in(lifecycle, ledger);
        }
    }

    /**
     * Whether what found no room before finds none now, as far as the ledger knows: a long queue must not ask about every
     * machine in it, every few seconds, while it waits for a slot of ours. Where others hold slots it has to be found out.
     */
    private Optional<SlotBook.Full> stillFull(CaptureRecord record, Errand errand) {
        if (record.region() == null || record.name() != null || policy.atLimit() != AtLimit.QUEUE) {
            return Optional.empty();
        }
        Optional<Watcher> watcher =
                watchers.find(record.target().id().subscriptionId(), record.region(), errand.budget());
        if (watcher.isEmpty()) {
            return Optional.empty();
        }
        SlotBook book = slots.read(watcher.get().key()).value();
        Instant now = ledger.now();
        return book.listedWithin(LIST_AGE, now)
                        && book.holder(record.id()).isEmpty()
                        && book.acquire(holder(record, "", now), policy.limit(), policy.perMachine(), now)
                                instanceof SlotBook.Full full
                        && full.foreign() == 0
                ? Optional.of(full)
                : Optional.empty();
    }

    private static Holder holder(CaptureRecord record, String name, Instant now) {
        return new Holder(
                record.id(),
                record.target().machineKey(),
                name,
                record.trigger().severity(),
                now);
    }

    private UnaryOperator<CaptureRecord> takeSlot(CaptureRecord record, Place place, Errand errand) throws Blocked {
        String key = place.watcher().key();
        for (int i = 0; i < TRIES; i++) {
            Versioned<SlotBook> base = slots.read(key);
            Instant now = ledger.now();
            SlotBook book = listed(base.value(), place.watcher(), now, errand);
            String name;
            try {
                name = name(record, book, now);
            } catch (Blocked blocked) {
                // What was seen is kept, so that the next in the queue need not ask for the list again.
                slots.save(key, base, book);
                throw blocked;
            }
            Holder wanted = holder(record, name, now);
            SlotBook.Answer answer = book.acquire(wanted, policy.limit(), policy.perMachine(), now);
            if (answer instanceof SlotBook.Granted granted) {
                if (slots.save(key, base, granted.book()).isPresent()) {
                    return admitted(record, place, name);
                }
            } else if (answer instanceof SlotBook.MachineBusy busy) {
                slots.save(key, base, book.forgotten(record.id()));
                return behind(record, busy.holder(), errand);
            } else if (answer instanceof SlotBook.Full full) {
                Optional<SlotBook> probed =
                        errand.patient() ? probe(book, place.watcher(), now, errand) : Optional.empty();
                // Whoever must wait gives back what it still has from an earlier try: two that wait for each other's
                // slot would wait for ever. Nothing of it can land any more, that was made sure of on the way here.
                SlotBook known = probed.orElse(book).forgotten(record.id());
                if (slots.save(key, base, known).isPresent() && probed.isEmpty()) {
                    UnaryOperator<CaptureRecord> waits = atLimit(record, full, book, errand);
                    return r -> waits.apply(
                            r.change().region(place.machine().region()).done());
                }
            } else {
                throw new AssertionError(answer);
            }
        }
        throw new Blocked("many captures start on this Network Watcher at once", SOON);
    }

    private SlotBook listed(SlotBook book, Watcher watcher, Instant now, Errand errand) {
        if (book.listedWithin(LIST_AGE, now)) {
            return book;
        }
        List<PacketCaptureSession> sessions = watchers.sessions(watcher, errand.budget());
        lists.remember(watcher, sessions, now);
        return book.listed(sessions, now);
    }

    private UnaryOperator<CaptureRecord> admitted(CaptureRecord record, Place place, String name) {
        StorageLocation location = location(record, place.machine(), name);
        return r -> {
            Instant now = ledger.now();
            CaptureRecord admitted = lifecycle.admitted(
                    r, place.machine().region(), place.machine().os(), place.watcher(), name, location, now);
            return place.storageUnread() == null
                    ? admitted
                    : admitted.change()
                            .event(now, "storage-unchecked", place.storageUnread() + "; it is taken to be well")
                            .done();
        };
    }

    private StorageLocation location(CaptureRecord record, Machines.Sound machine, String name) {
        Placement placement = record.wish().placement();
        String onMachine = pathOnMachine(placement, machine, name, record.id());
        if (placement != null && !placement.inStorage()) {
            return new StorageLocation(null, null, onMachine);
        }
        String blob = placement == null || placement.blobPath() == null
                ? DAY.format(record.createdAt()) + "/" + record.id() + "/" + name + Placement.EXTENSION
                : Placement.blobPath(placement.blobPath(), record.id());
        return policy.accountFor(machine.region())
                .map(account ->
                        new StorageLocation(account, files.url(account, policy.container() + "/" + blob), onMachine))
                .orElseGet(() -> new StorageLocation(null, null, onMachine));
    }

    private @Nullable String pathOnMachine(
            @Nullable Placement placement, Machines.Sound machine, String name, String id) {
        if (placement != null && placement.keep() == Placement.Keep.STORAGE) {
            return null;
        }
        return placement != null && placement.machinePath() != null
                ? MachinePath.of(placement.machinePath(), name, id)
                : policy.pathOn(machine.os(), name, id).orElse(null);
    }

    // ---- the name -----------------------------------------------------------------------------------------------

    private String name(CaptureRecord record, SlotBook book, Instant now) throws Blocked {
        String wanted = record.name() != null ? record.name() : CaptureName.of(policy.nameTemplate(), record);
        for (int i = 0; i < TRIES; i++) {
            Optional<String> ours = book.ours(wanted).filter(owner -> !owner.equals(record.id()));
            Optional<SlotBook.Foreign> foreign = book.foreign(wanted);
            if (ours.isEmpty() && foreign.isEmpty()) {
                return wanted;
            }
            if (policy.onNameConflict() != OnNameConflict.UNIQUE) {
                if (foreign.isPresent()) {
                    throw new Blocked(
                            "the name " + wanted + " is taken by a capture of "
                                    + foreign.get().target() + " that is not ours, and is left alone",
                            null);
                }
                throw taken(record, wanted, ours.get(), now);
            }
            wanted = CaptureName.another(wanted, record.id());
        }
        throw new Blocked("every name like " + wanted + " is taken", LATER);
    }

    /** The name is taken by a capture of ours: it may be replaced if it is over, and is of this machine. */
    private Blocked taken(CaptureRecord record, String name, String owner, Instant now) {
        Optional<Versioned<CaptureRecord>> other = readable(owner);
        String whose = "the name " + name + " is taken by our capture " + owner
                + other.map(found -> " of " + found.value().target().id()).orElse("");
        if (other.isEmpty() || policy.onNameConflict() == OnNameConflict.REJECT) {
            return new Blocked(whose, null);
        }
        CaptureRecord holder = other.get().value();
        boolean sameMachine =
                holder.target().machineKey().equals(record.target().machineKey());
        boolean fileIsSafe = holder.file().state() == CaptureFile.State.ARRIVED
                || holder.file().state() == CaptureFile.State.ON_MACHINE;
        boolean over = holder.state() == CaptureState.CLOSING || holder.state() == CaptureState.FINISHED;
        if (!sameMachine) {
            return new Blocked(whose + "; only a capture of the same machine is replaced", null);
        }
        if (holder.state().isLive()) {
            return new Blocked(whose + ", which is running; a running capture is not replaced", null);
        }
        if (!over || !fileIsSafe) {
            return new Blocked(whose + ", whose file is not safe yet", LATER);
        }
        if (holder.state() == CaptureState.CLOSING) {
            ledger.save(other.get(), lifecycle.removeNow(holder, now));
        }
        return new Blocked(whose + ", which is being removed to make room", SOON);
    }

    /** Another capture's record; one that cannot be read is as good as none, and must not hold this one up. */
    private Optional<Versioned<CaptureRecord>> readable(String id) {
        try {
            return ledger.find(id);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    // ---- no room ------------------------------------------------------------------------------------------------

    /** Another capture of ours is on the machine: it serves this alert too, or this one waits behind it. */
    private UnaryOperator<CaptureRecord> behind(CaptureRecord record, Holder holder, Errand errand) {
        Optional<Versioned<CaptureRecord>> found = readable(holder.captureId());
        if (found.isEmpty()) {
            return delay("capture " + holder.captureId() + " of the machine is being tidied away", LATER);
        }
        CaptureRecord other = found.get().value();
        String busy = "capture " + other.id() + " (" + holder.name() + ") is on the machine";
        if (other.state() != CaptureState.RUNNING) {
            return delay(busy, SOON);
        }
        Instant now = ledger.now();
        Instant end = Objects.requireNonNullElse(other.session().expectedEnd(), now);
        Duration remaining = Duration.between(now, end);
        boolean longEnough = remaining.compareTo(record.wish().timeLimit().dividedBy(2)) >= 0;
        boolean wideEnough =
                other.target().includes(record.target()) && other.wish().isAtLeastAsWideAs(record.wish());
        boolean candidate = longEnough && other.stop() == null && wideEnough;
        if (!candidate || !seenRunning(other, errand)) {
            Duration wait = candidate || remaining.compareTo(SOON) < 0 ? SOON : remaining;
            return delay(
                    busy + (candidate ? "" : " and does not serve this alert: it is too narrow or ends too soon"),
                    wait);
        }
        if (ledger.save(found.get(), lifecycle.covers(other, record.id(), now)).isEmpty()) {
            return delay(busy, Duration.ofSeconds(2));
        }
        return r -> lifecycle.covered(r, other, ledger.now());
    }

    private boolean seenRunning(CaptureRecord other, Errand errand) {
        Watcher watcher = other.session().watcher();
        if (watcher == null || other.name() == null) {
            return false;
        }
        try {
            return watchers.status(watcher, other.name(), errand.budget())
                    .map(SessionStatus::isRunning)
                    .orElse(false);
        } catch (ServiceException e) {
            errand.journal().tell("cover-unknown", "capture", other.id(), "answer", e.inWords());
            return false;
        }
    }

    /** Whether the capture that was to serve this one too did so. */
    UnaryOperator<CaptureRecord> checkCover(CaptureRecord record) {
        CaptureRecord by = readable(Objects.requireNonNull(record.coveredBy()))
                .map(Versioned::value)
                .orElse(null);
        return r -> {
            Instant now = ledger.now();
            // What has not started covers nothing: a record that was edited may name itself, or two each other.
            if (by != null && by.outcome() == null && !by.state().isBeforeStart()) {
                return lifecycle.stillCovered(r, by, now);
            }
            return by != null && Lifecycle.serves(by, r)
                    ? lifecycle.served(r, by, now)
                    : lifecycle.uncovered(r, by, now);
        };
    }

    private UnaryOperator<CaptureRecord> atLimit(
            CaptureRecord record, SlotBook.Full full, SlotBook book, Errand errand) {
        String words = full.inWords();
        return switch (policy.atLimit()) {
            case QUEUE -> delay(words, LATER);
            case REFUSE ->
                r -> lifecycle.refused(
                        r,
                        words + ". To mend it: raise ALERTCAP_CAPTURE_LIMIT, or set ALERTCAP_AT_LIMIT=queue",
                        ledger.now());
            case PREEMPT -> preempt(record, words, book, errand);
        };
    }

    /** Writes a stop into our oldest capture that is less grave, and waits for its slot. */
    private UnaryOperator<CaptureRecord> preempt(CaptureRecord record, String words, SlotBook book, Errand errand) {
        String by = "capture " + record.id();
        for (Holder holder : book.lessGrave(record.trigger().severity())) {
            Optional<Versioned<CaptureRecord>> found = readable(holder.captureId());
            CaptureRecord other = found.map(Versioned::value).orElse(null);
            if (other == null || !other.state().isLive()) {
                continue;
            }
            if (other.stop() != null) {
                if (other.stop().by().equals(by)) {
                    return delay(words + "; capture " + other.id() + " is being stopped for this one", SOON);
                }
                continue;
            }
            String reason = "to make room for " + record.trigger().severity() + " alert "
                    + record.trigger().rule() + " (its own alert is " + holder.severity() + ")";
            Instant now = ledger.now();
            if (ledger.save(found.get(), lifecycle.stopWished(other, by, reason, now))
                    .isPresent()) {
                errand.journal().tell("preempted", "capture", other.id(), "by", record.id(), "reason", reason);
                return delay(words + "; capture " + other.id() + " is being stopped for this one", SOON);
            }
        }
        return delay(words + "; none of ours is less grave", LATER);
    }

    /** Asks about foreign sessions that count, because ended ones stay in the list. Empty if none has ended. */
    private Optional<SlotBook> probe(SlotBook book, Watcher watcher, Instant now, Errand errand) {
        List<SlotBook.Foreign> counted =
                book.foreign().stream().filter(session -> session.counts(now)).toList();
        SlotBook probed = book;
        int asked = 0;
        for (SlotBook.Foreign session : counted) {
            if (asked == PROBES || !errand.budget().hasAtLeast(CaptureEngine.LEAST_BUDGET) || !errand.mayAskStatus()) {
                break;
            }
            asked++;
            try {
                Optional<SessionStatus> status = watchers.status(watcher, session.name(), errand.budget());
                if (status.map(SessionStatus::hasEnded).orElse(true)) {
                    probed = probed.foreignStopped(session.name(), now);
                }
            } catch (ServiceException e) {
                errand.journal().tell("probe-failed", "session", session.name(), "answer", e.inWords());
                break;
            }
        }
        return probed.equals(book) ? Optional.empty() : Optional.of(probed);
    }

    private UnaryOperator<CaptureRecord> delay(String reason, Duration wait) {
        return new Obstacle(reason, wait).in(lifecycle, ledger);
    }

    // ---- preview ------------------------------------------------------------------------------------------------

    /** What {@link #admit} would do, without a single write. */
    Preview preview(CaptureRecord record, Errand errand) {
        try {
            Place place = place(record, errand, false);
            Instant now = ledger.now();
            SlotBook book = listed(slots.read(place.watcher().key()).value(), place.watcher(), now, errand);
            String name = CaptureName.of(policy.nameTemplate(), record);
            boolean nameTaken =
                    book.ours(name).isPresent() || book.foreign(name).isPresent();
            if (nameTaken && policy.onNameConflict() == OnNameConflict.UNIQUE) {
                name = CaptureName.another(name, record.id());
            }
            SessionRequest request =
                    new SessionRequest(name, record.target(), record.wish(), location(record, place.machine(), name));
            ServiceRequest would = watchers.describe(place.watcher(), request);
            if (place.machine() instanceof Machines.NoAgent) {
                return new Preview(Decision.Kind.QUEUED, Lifecycle.AGENT_MISSING, would);
            }
            Holder wanted = holder(record, name, now);
            SlotBook.Answer answer = book.acquire(wanted, policy.limit(), policy.perMachine(), now);
            if (nameTaken && policy.onNameConflict() != OnNameConflict.UNIQUE) {
                return new Preview(Decision.Kind.REFUSED, "the name " + name + " is taken", would);
            }
            if (answer instanceof SlotBook.MachineBusy busy) {
                return new Preview(
                        Decision.Kind.QUEUED, "capture " + busy.holder().captureId() + " is on the machine", would);
            }
            if (answer instanceof SlotBook.Full full) {
                boolean refuse = policy.atLimit() == AtLimit.REFUSE;
                return new Preview(refuse ? Decision.Kind.REFUSED : Decision.Kind.QUEUED, full.inWords(), would);
            }
            return new Preview(Decision.Kind.STARTED, null, would);
        } catch (Blocked blocked) {
            boolean refused = blocked.obstacle.retryAfter() == null;
            return new Preview(refused ? Decision.Kind.REFUSED : Decision.Kind.QUEUED, blocked.obstacle.reason(), null);
        } catch (ServiceException e) {
            return new Preview(Decision.Kind.QUEUED, e.inWords(), null);
        }
    }

    /** The decision that would be taken, and the request that would be sent. */
    record Preview(
            Decision.Kind kind,
            @Nullable String reason,
            @Nullable ServiceRequest request) {}
}

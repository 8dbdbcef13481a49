package io.alertcap.simulation;

import io.alertcap.alert.MachineTarget;
import io.alertcap.capture.AgentInstall;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Message;
import io.alertcap.capture.Notice;
import io.alertcap.capture.NoticeKind;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.WatchBook;
import io.alertcap.capture.Watcher;
import io.alertcap.evidence.CaseFolder;
import io.alertcap.evidence.TimelineEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after every step, whatever happens: each write to storage and each effect in Azure is compared with the
 * truth at the moment in which it becomes true, not with what the app believes.
 */
final class Invariants implements SimulatedBlobs.Watch, SimulatedAzure.Watch {
    /** The checks, by the promise they hold the app to. */
    enum Check {
        DURABLE_BEFORE_ANSWER,
        DURABLE_BEFORE_EFFECT,
        ON_THE_OPEN_LIST,
        INSTALLS_AS_TOLD,
        AGENT_BEFORE_START,
        ONE_CAPTURE_PER_ALERT,
        ONE_PER_MACHINE,
        WITHIN_THE_LIMIT,
        COUNTED_BY_A_FRESH_LIST,
        SLOT_KEPT_WHILE_LIVE,
        HANDS_OFF,
        OUTCOME_IS_TRUE,
        EVERY_FILE_READ,
        ONE_OUTCOME,
        LEGAL_TRANSITION,
        TOLD_WHAT_IS_WRITTEN,
        OTHERS_ARE_NOTICED,
        OTHERS_ARE_TOLD_ONCE,
        NAMED_IN_THE_REPORT,
        EVIDENCE_IS_KEPT,
        KEPT_LONG_ENOUGH,
        HELD_IS_KEPT,
        WHOLLY_GONE,
        EVERYTHING_ENDS,
        NO_SLOT_LEAKED,
        NO_SESSION_LEFT_BEHIND,
        FRUGAL,
        PROMPT,
        DATED_BY_THE_SERVICE,
        ANSWER_IN_TIME
    }

    /** A promise that was broken. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;
        private final Check check;

        Broken(Check check, String what) {
            super(check + ": " + what);
            this.check = check;
        }

        Check check() {
            return check;
        }
    }

    private record Listed(long at, Set<String> foreign) {}

    /** Old enough for any list in a book: ten seconds by the design, the rest for calls that are slow or come late. */
    private static final long OLDEST_LIST = 45_000;

    /** A service that tells whole seconds leaves its listeners so far apart. */
    private static final long CLOCK = 3_000;

    /** No write is under way for longer. */
    private static final long OLDEST_WRITE = 45_000;

    /** Between looking whose a session is and acting on it nobody can stop others from putting theirs in its place. */
    private static final long SWAP = 45_000;

    /** Rounds are ten minutes apart at most, and the watch looks in the first that begins five after its last look. */
    private static final long UNNOTICED = 30 * 60_000;

    private static final Map<CaptureState, Set<CaptureState>> NEXT = Map.of(
            CaptureState.REQUESTED,
            Set.of(CaptureState.QUEUED, CaptureState.STARTING, CaptureState.FINISHED),
            CaptureState.QUEUED,
            Set.of(CaptureState.STARTING, CaptureState.RUNNING, CaptureState.CLOSING, CaptureState.FINISHED),
            CaptureState.STARTING,
            Set.of(CaptureState.QUEUED, CaptureState.RUNNING, CaptureState.CLOSING, CaptureState.FINISHED),
            CaptureState.RUNNING,
            Set.of(CaptureState.COLLECTING, CaptureState.CLOSING, CaptureState.FINISHED),
            CaptureState.COLLECTING,
            Set.of(CaptureState.EXAMINING, CaptureState.CLOSING, CaptureState.FINISHED),
            CaptureState.EXAMINING,
            Set.of(CaptureState.COLLECTING, CaptureState.CLOSING, CaptureState.FINISHED),
            CaptureState.CLOSING,
            Set.of(CaptureState.FINISHED),
            CaptureState.FINISHED,
            Set.of());

    private static final Set<NoticeKind> LAST_WORDS =
            Set.of(NoticeKind.FINISHED, NoticeKind.REFUSED, NoticeKind.EXPIRED);

    private final Schedule schedule;
    private final Story story;
    private final CapturePolicy policy;
    private final boolean evidence;
    private final Supplier<SimulatedAzure> azure;
    private final Supplier<SimulatedBlobs> blobs;
    private final Map<String, CaptureRecord> records = new TreeMap<>();
    private final Map<String, SlotBook> books = new TreeMap<>();
    /** Records that nobody can read any more, since when. */
    private final Map<String, Long> damaged = new TreeMap<>();

    /** Records that retention has deleted; what they were is still in {@link #records}. */
    private final Set<String> purged = new TreeSet<>();

    /** Captures that somebody was told are held. */
    private final Set<String> held = new TreeSet<>();

    private final Map<String, Integer> filesThere = new HashMap<>();
    private final Set<String> accepted = new TreeSet<>();
    private final Map<String, Integer> underWay = new HashMap<>();
    private final Map<Schedule.Strand, Map<String, Listed>> listedBy = new HashMap<>();
    private final Map<String, Listed> listedInBook = new HashMap<>();
    private final Map<String, Listed> listedAtGrant = new HashMap<>();
    private final Map<Schedule.Strand, Map<String, Integer>> calls = new HashMap<>();
    private final Map<String, String> lastWords = new HashMap<>();
    private final Map<String, WatchBook> watchBooks = new TreeMap<>();
    /** The findings of each of others' captures, by its resource id and what it is called. */
    private final Map<String, Set<String>> findings = new TreeMap<>();

    private final Set<SimulatedAzure.Session> noticed = new HashSet<>();
    /** Messages that the watch owes no more, though their time is not over. */
    private final List<Message> settled = new ArrayList<>();

    private long calmSince = Long.MAX_VALUE;

    Invariants(
            Schedule schedule,
            Story story,
            CapturePolicy policy,
            boolean evidence,
            Supplier<SimulatedAzure> azure,
            Supplier<SimulatedBlobs> blobs) {
        this.schedule = schedule;
        this.story = story;
        this.policy = policy;
        this.evidence = evidence;
        this.azure = azure;
        this.blobs = blobs;
    }

    Map<String, CaptureRecord> records() {
        return records;
    }

    private void hold(boolean holds, Check check, Supplier<String> what) {
        if (!holds) {
            Broken broken = new Broken(check, what.get());
            // Said at once: the code under test may catch what is thrown.
            schedule.fail(broken);
            throw broken;
        }
    }

    // ---- what is written --------------------------------------------------------------------------------------------

    @Override
    public void written(String name, @Nullable Object document, Schedule.@Nullable Strand by) {
        if (name.startsWith("captures/")) {
            written((CaptureRecord) Objects.requireNonNull(document));
        } else if (name.startsWith("slots/")) {
            String key = name.substring("slots/".length(), name.length() - ".json".length());
            written(key, (SlotBook) Objects.requireNonNull(document), by);
        } else if (name.startsWith("watch/")) {
            written(name, (WatchBook) Objects.requireNonNull(document));
        }
    }

    private void written(CaptureRecord next) {
        CaptureRecord before = records.put(next.id(), next);
        damaged.remove(next.id());
        if (before == null) {
            story.name(next.id(), "<" + next.trigger().rule().replace("rule-", "alert-") + " " + shortly(next) + ">");
        }
        story.tell(schedule.instant(), "record", () -> next.id() + " is " + inWords(next));
        String id = next.id();
        if (evidence) {
            isProved(before, next);
        }
        if (before == null) {
            long age = Duration.between(next.createdAt(), schedule.instant()).toMillis();
            hold(
                    age > -CLOCK && age < OLDEST_WRITE,
                    Check.DATED_BY_THE_SERVICE,
                    () -> id + " is dated " + next.createdAt() + ", and that is " + age + " ms ago");
        }
        if (before != null) {
            hold(
                    before.state() == next.state() || NEXT.get(before.state()).contains(next.state()),
                    Check.LEGAL_TRANSITION,
                    () -> id + " went from " + inWords(before) + " to " + inWords(next));
            hold(
                    before.outcome() == null || before.outcome() == next.outcome(),
                    Check.ONE_OUTCOME,
                    () -> id + " was " + before.outcome() + " and is now " + next.outcome());
        }
        if (next.stoppedAt() != null && (before == null || before.stoppedAt() == null)) {
            hold(
                    azure.get().liveOf(id).isEmpty() && !isUnderWay(id),
                    Check.OUTCOME_IS_TRUE,
                    () -> id + " is called stopped while " + azure.get().liveOf(id) + " runs");
        }
        if (next.state() == CaptureState.EXAMINING && (before == null || before.state() != CaptureState.EXAMINING)) {
            filesThere.put(id, azure.get().countFilesAt(next.location().storagePath()));
        }
        if (next.stop() != null && (before == null || before.stop() == null)) {
            if (next.stop().by().startsWith("capture ")) {
                story.met(Happening.PREEMPTED);
            }
        }
        Outcome outcome = next.outcome();
        if (outcome != null && (before == null || before.outcome() == null)) {
            ended(next, outcome);
        }
        hold(
                !next.isOpen() || blobs.get().has("open/" + id),
                Check.ON_THE_OPEN_LIST,
                () -> id + " is not on the open list and is " + inWords(next));
    }

    /** What a record says has its proof in the case already, or the record says that it has not. */
    private void isProved(@Nullable CaptureRecord before, CaptureRecord next) {
        String folder = "cases/" + next.id() + "/";
        if (before == null) {
            hold(
                    tells(next, "alert not kept")
                            || (blobs.get().has(folder + "alert.json")
                                    && blobs.get().has(folder + "decision.json")),
                    Check.EVIDENCE_IS_KEPT,
                    () -> next.id() + " is there before its alert is kept");
        } else if (before.state() != CaptureState.RUNNING && next.state() == CaptureState.RUNNING) {
            hold(
                    tells(next, "exchanges not kept")
                            || blobs.get().names(folder + "arm/").stream()
                                    .anyMatch(name -> name.matches(".*-(Send|Confirm|GiveUp)\\.jsonl")),
                    Check.EVIDENCE_IS_KEPT,
                    () -> next.id() + " runs, and how it started is not kept");
        }
    }

    private static boolean tells(CaptureRecord record, String event) {
        return record.timeline().stream().anyMatch(each -> each.event().equals(event));
    }

    private void isSealed(CaptureRecord record) {
        String folder = "cases/" + record.id() + "/";
        Map<String, byte[]> documents = new TreeMap<>();
        blobs.get()
                .names(folder)
                .forEach(name -> documents.put(
                        name.substring(folder.length()), blobs.get().content(name)));
        CaseFolder sealed = new CaseFolder(documents);
        hold(sealed.seals() > 0, Check.EVIDENCE_IS_KEPT, () -> record.id() + " is not sealed: " + documents.keySet());
        hold(
                sealed.check().isEmpty(),
                Check.EVIDENCE_IS_KEPT,
                () -> record.id() + " does not verify: " + sealed.check());
        List<TimelineEntry> timeline = record.timeline().stream()
                .map(event -> new TimelineEntry(event.at().toString(), event.event(), event.detail()))
                .toList();
        hold(
                sealed.notYetTold(timeline).isEmpty(),
                Check.EVIDENCE_IS_KEPT,
                () -> "the seal of " + record.id() + " lacks " + sealed.notYetTold(timeline));
    }

    private void ended(CaptureRecord record, Outcome outcome) {
        String id = record.id();
        if (outcome != Outcome.TRUNCATED) {
            story.met(Happening.valueOf("ENDED_" + outcome));
        }
        List<SimulatedAzure.Session> had = azure.get().of(id);
        if (record.startedAt() == null && outcome != Outcome.FAILED) {
            hold(
                    !isUnderWay(id) && had.stream().allMatch(session -> session.removedByOthers),
                    Check.OUTCOME_IS_TRUE,
                    () -> id + " ended " + outcome + " without a start, and yet there is " + had);
        }
        switch (outcome) {
            case REFUSED, EXPIRED, COVERED -> {
                hold(
                        record.startedAt() == null,
                        Check.OUTCOME_IS_TRUE,
                        () -> id + " ended " + outcome + " after its start");
                if (outcome == Outcome.COVERED) {
                    CaptureRecord by = records.get(Objects.requireNonNull(record.coveredBy()));
                    hold(
                            by != null && by.outcome() != null && by.outcome().hasEvidence(),
                            Check.OUTCOME_IS_TRUE,
                            () -> id + " is covered by " + record.coveredBy() + ", which has no evidence");
                    hold(
                            captures(Objects.requireNonNull(by), record),
                            Check.OUTCOME_IS_TRUE,
                            () -> id + " of " + record.target() + " is covered by " + by.id() + " of " + by.target());
                }
            }
            case FAILED -> {}
            case REMOVED ->
                hold(
                        had.stream().anyMatch(session -> session.removedByOthers),
                        Check.OUTCOME_IS_TRUE,
                        () -> id + " ended removed, and nobody did");
            case LOST, EMPTY, STOPPED, TRUNCATED, COMPLETE -> {
                if (record.startedAt() == null) {
                    return;
                }
                hold(
                        !had.isEmpty() && had.stream().noneMatch(SimulatedAzure.Session::isLive),
                        Check.OUTCOME_IS_TRUE,
                        () -> id + " ended " + outcome + " with " + had);
                fileIsTold(record, outcome);
                SimulatedAzure.Session last = had.get(had.size() - 1);
                long ran = last.endedAt - last.startsAt;
                hold(
                        outcome != Outcome.COMPLETE
                                || last.removedByOthers
                                || ran >= last.timeLimitSeconds * 900L - 4_000,
                        Check.OUTCOME_IS_TRUE,
                        () -> id + " is called complete after " + ran + " ms of " + last.timeLimitSeconds + " s");
            }
        }
    }

    /** Whether everything of {@code wanted}'s machine that it wants is in {@code by}'s file. */
    private static boolean captures(CaptureRecord by, CaptureRecord wanted) {
        List<String> instances = by.target().instances();
        return by.target().machineKey().equals(wanted.target().machineKey())
                && (instances.isEmpty()
                        || (!wanted.target().instances().isEmpty()
                                && instances.containsAll(wanted.target().instances())));
    }

    private void fileIsTold(CaptureRecord record, Outcome outcome) {
        String id = record.id();
        CaptureFile file = record.file();
        if (record.location().onMachineOnly()) {
            hold(
                    file.state() == CaptureFile.State.ON_MACHINE && file.path() != null && file.packets() == null,
                    Check.OUTCOME_IS_TRUE,
                    () -> id + " has its file on the machine only, and tells " + file);
            return;
        }
        hold(
                outcome == Outcome.LOST || azure.get().hasFile(id),
                Check.OUTCOME_IS_TRUE,
                () -> id + " ended " + outcome + " without a file");
        if (file.state() == CaptureFile.State.ARRIVED) {
            int read = Math.max(1, file.parts().size());
            int there = filesThere.getOrDefault(id, 0);
            hold(read >= there, Check.EVERY_FILE_READ, () -> id + " tells of " + read + " files, and had " + there);
            hold(
                    Objects.requireNonNullElse(file.packets(), 0L)
                            <= azure.get().countPackets(id),
                    Check.EVERY_FILE_READ,
                    () -> id + " tells of " + file.packets() + " packets, and has "
                            + azure.get().countPackets(id));
        }
    }

    // ---- what somebody ruined by hand -------------------------------------------------------------------------------

    /** From now on nobody can read the record: it need not end, and must hold up nobody else. */
    void damaged(String id) {
        damaged.put(id, schedule.now());
    }

    boolean isDamaged(@Nullable String id) {
        return id != null && damaged.containsKey(id);
    }

    boolean hasDamage() {
        return !damaged.isEmpty();
    }

    private void written(String key, SlotBook next, Schedule.@Nullable Strand by) {
        SlotBook before = Objects.requireNonNullElse(books.put(key, next), SlotBook.EMPTY);
        story.tell(
                schedule.instant(),
                "slots",
                () -> key.substring(key.indexOf('/') + 1) + ": ours " + inWords(next) + ", of others "
                        + next.foreign().stream().map(SlotBook.Foreign::name).toList());
        if (!Objects.equals(before.listedAt(), next.listedAt()) && by != null) {
            Listed seen = listedBy.getOrDefault(by, Map.of()).get(key);
            if (seen != null) {
                listedInBook.put(key, seen);
            }
        }
        for (SlotBook.Holder holder : next.holders()) {
            if (!before.holders().contains(holder)) {
                Listed seen = listedInBook.get(key);
                hold(
                        seen != null && schedule.now() - seen.at() <= OLDEST_LIST,
                        Check.COUNTED_BY_A_FRESH_LIST,
                        () -> holder.captureId() + " got a slot by "
                                + (seen == null ? "no list" : "a list of " + (schedule.now() - seen.at()) + " ms"));
                listedAtGrant.put(holder.captureId(), seen);
            }
        }
        for (SlotBook.Holder holder : before.holders()) {
            String id = holder.captureId();
            hold(
                    next.holder(id).isPresent()
                            || isDamaged(id)
                            || (azure.get().liveOf(id).isEmpty() && !isUnderWay(id)),
                    Check.SLOT_KEPT_WHILE_LIVE,
                    () -> "the slot of " + id + " was given back while "
                            + (isUnderWay(id)
                                    ? "a request of it is under way"
                                    : azure.get().liveOf(id) + " runs"));
        }
    }

    private void written(String name, WatchBook next) {
        WatchBook before = Objects.requireNonNullElse(watchBooks.put(name, next), WatchBook.EMPTY);
        for (WatchBook.Finding finding : next.findings()) {
            List<SimulatedAzure.Session> had = azure.get().foreign(finding.session());
            // A warning about one of ours would teach people to read none.
            hold(
                    !had.isEmpty(),
                    Check.TOLD_WHAT_IS_WRITTEN,
                    () -> finding.session() + " is called " + finding.kind() + ", and it is ours");
            Set<String> same = findings.computeIfAbsent(
                    finding.session().toLowerCase(Locale.ROOT) + " " + finding.kind(), none -> new TreeSet<>());
            same.add(finding.id());
            hold(
                    same.size() <= had.size(),
                    Check.OTHERS_ARE_TOLD_ONCE,
                    () -> "the watch found " + finding.session() + " " + same.size() + " times, and it was there "
                            + had.size() + " times");
            if (finding.goneAt() == null) {
                had.stream().filter(session -> !session.gone).forEach(noticed::add);
            }
        }
        Set<String> owed = messages(next).map(Invariants::key).collect(Collectors.toSet());
        messages(before)
                .filter(message -> !owed.contains(key(message)))
                .filter(message -> schedule.instant()
                        .isBefore(
                                message.createdAt().plus(policy.messageGiveUp()).minusMillis(CLOCK)))
                .forEach(settled::add);
    }

    private static Stream<Message> messages(WatchBook book) {
        return book.findings().stream().flatMap(finding -> finding.messages().stream());
    }

    private static String key(Message message) {
        return message.id() + " to " + message.to();
    }

    /** Others' captures of which the book says nothing, where the watch looks. */
    private List<SimulatedAzure.Session> unnoticed() {
        return azure.get().sessions().stream()
                .filter(session -> session.record == null && !noticed.contains(session))
                .filter(session -> policy.storageAccounts().containsKey(session.watcher.region()))
                // A name that may be that of a record which nobody can read proves nothing.
                .filter(session -> !hasDamage())
                .toList();
    }

    /** Nothing goes wrong any more. */
    void calm() {
        calmSince = schedule.now();
    }

    @Override
    public void deleted(String name) {
        if (name.startsWith("open/")) {
            CaptureRecord record = records.get(name.substring("open/".length()));
            hold(
                    record == null || !record.isOpen(),
                    Check.ON_THE_OPEN_LIST,
                    () -> name + " was removed while the record is " + inWords(Objects.requireNonNull(record)));
        } else if (name.startsWith("captures/")) {
            purged(name.substring("captures/".length(), name.length() - ".json".length()));
        } else if (name.startsWith("history/")) {
            String id = name.substring(name.lastIndexOf('-') + 1);
            hold(purged.contains(id), Check.WHOLLY_GONE, () -> name + " was deleted before its record");
        } else {
            hold(false, Check.DURABLE_BEFORE_ANSWER, () -> name + " was deleted");
        }
    }

    // ---- what is kept, and how long ---------------------------------------------------------------------------------

    private void purged(String id) {
        CaptureRecord record = Objects.requireNonNull(records.get(id));
        hold(record.isBeingPurged(), Check.DURABLE_BEFORE_EFFECT, () -> id + " is purged without saying so first");
        hold(!record.isOpen(), Check.KEPT_LONG_ENOUGH, () -> id + " is purged and is " + inWords(record));
        isOver(record, policy.retention().records(), id + " is purged");
        hold(!held.contains(id) && record.hold() == null, Check.HELD_IS_KEPT, () -> id + " is held and is purged");
        hold(
                policy.retention().files().isZero() || azure.get().filesAt(ownFiles(record)) == 0,
                Check.WHOLLY_GONE,
                () -> id + " is purged, and there are still some of " + ownFiles(record));
        purged.add(id);
        story.met(Happening.CAPTURE_PURGED);
    }

    private static List<String> ownFiles(CaptureRecord record) {
        return record.outcome() == Outcome.COVERED ? List.of() : record.file().urls();
    }

    private void isOver(CaptureRecord record, Duration length, String what) {
        hold(
                !length.isZero()
                        && record.finishedAt() != null
                        && !schedule.instant()
                                .plusMillis(CLOCK)
                                .isBefore(record.finishedAt().plus(length)),
                Check.KEPT_LONG_ENOUGH,
                () -> what + ", and ended at " + record.finishedAt());
    }

    @Override
    public void deleting(String url) {
        CaptureRecord record = records.values().stream()
                .filter(each -> ownFiles(each).contains(url))
                .findFirst()
                .orElse(null);
        hold(record != null, Check.HANDS_OFF, () -> url + " is deleted, and no record names it");
        String id = Objects.requireNonNull(record).id();
        isOver(record, policy.retention().files(), url + " is deleted");
        hold(
                held.stream()
                        .noneMatch(each -> each.equals(id)
                                || id.equals(Objects.requireNonNull(records.get(each))
                                        .coveredBy())),
                Check.HELD_IS_KEPT,
                () -> "a file of " + id + " is deleted, and held are " + held);
        story.met(Happening.FILE_DELETED);
    }

    /** Somebody was told that it is held. */
    void held(String id) {
        held.add(id);
        hold(!purged.contains(id), Check.HELD_IS_KEPT, () -> id + " is gone, and somebody is told that it is held");
        story.met(Happening.CAPTURE_HELD);
    }

    /** Somebody is about to release it. */
    void releasing(String id) {
        held.remove(id);
        story.met(Happening.HOLD_RELEASED);
    }

    boolean isPurged(String id) {
        return purged.contains(id);
    }

    /** What retention must have deleted by the end, and has not. */
    private List<String> unpurged() {
        if (policy.retention().records().isZero()) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        for (CaptureRecord record : records.values()) {
            if (!purged.contains(record.id()) && !isKept(record)) {
                left.add(record.id() + " is not purged");
            }
        }
        for (String line : blobs.get().names("history/")) {
            if (purged.contains(line.substring(line.lastIndexOf('-') + 1))) {
                left.add(line + " has no record");
            }
        }
        return left;
    }

    /** Whether it, or one that hangs together with it, is held or cannot be read. */
    private boolean isKept(CaptureRecord record) {
        return cannotGo(record.id())
                || cannotGo(record.coveredBy())
                || record.covers().stream()
                        .filter(id -> !purged.contains(id))
                        .map(records::get)
                        .anyMatch(other -> other != null
                                && (cannotGo(other.id()) || (record.id().equals(other.coveredBy()) && isKept(other))));
    }

    private boolean cannotGo(@Nullable String id) {
        return id != null
                && !purged.contains(id)
                && (isDamaged(id) || Objects.requireNonNull(records.get(id)).hold() != null);
    }

    @Override
    public void refused(String name, Schedule.@Nullable Strand by) {
        story.met(Happening.COMPARE_AND_SWAP_LOST);
        count(by, name.startsWith("slots/") ? "slots conflict" : "conflict");
    }

    // ---- what happens in Azure --------------------------------------------------------------------------------------

    @Override
    public String recordOf(SessionRequest request) {
        return records.values().stream()
                .filter(record -> record.state() == CaptureState.STARTING
                        && request.name().equals(record.name())
                        && request.target().equals(record.target()))
                .map(CaptureRecord::id)
                .findFirst()
                .orElse("nobody");
    }

    @Override
    public void starting(String id, SessionRequest request) {
        CaptureRecord record = records.get(id);
        hold(
                record != null
                        && record.state() == CaptureState.STARTING
                        && request.name().equals(record.name())
                        && request.location().equals(record.location()),
                Check.DURABLE_BEFORE_EFFECT,
                () -> "a request " + request.name() + " is sent, and the record is "
                        + (record == null ? "not there" : inWords(record)));
        hold(
                azure.get().hasAgent(request.target()),
                Check.AGENT_BEFORE_START,
                () -> "a request " + request.name() + " is sent, and the machine has no agent");
    }

    @Override
    public void installing(Schedule.@Nullable Strand by, MachineTarget machine) {
        hold(
                policy.agentInstall() == AgentInstall.IF_MISSING,
                Check.INSTALLS_AS_TOLD,
                () -> "the agent is installed on " + machine + ", and the setting says never");
        hold(
                by == null || !by.root().isWebhook(),
                Check.INSTALLS_AS_TOLD,
                () -> "the agent is installed on " + machine + " while somebody waits for an answer");
        hold(
                records.values().stream()
                        .anyMatch(record -> record.target().equals(machine)
                                && record.state() == CaptureState.QUEUED
                                && record.agentMissingSince() != null),
                Check.DURABLE_BEFORE_EFFECT,
                () -> "the agent is installed on " + machine + ", and no record says so");
    }

    @Override
    public void departed(String id) {
        underWay.merge(id, 1, Integer::sum);
    }

    @Override
    public void arrived(String id) {
        underWay.merge(id, -1, Integer::sum);
    }

    private boolean isUnderWay(String id) {
        return underWay.getOrDefault(id, 0) > 0;
    }

    @Override
    public void landed(SimulatedAzure.Session session) {
        String id = Objects.requireNonNull(session.record);
        SimulatedAzure truth = azure.get();
        hold(
                truth.of(id).stream().allMatch(other -> other == session || other.removedByOthers),
                Check.ONE_CAPTURE_PER_ALERT,
                () -> "a second session for " + id + ": " + truth.of(id));
        if (isDamaged(id)) {
            // Its slot may be gone, and then it counts as somebody else's.
            return;
        }
        SlotBook book = books.getOrDefault(session.watcher.key(), SlotBook.EMPTY);
        hold(
                book.holder(id)
                        .filter(holder -> holder.name().equals(session.name))
                        .isPresent(),
                Check.WITHIN_THE_LIMIT,
                () -> session + " was started without a slot; holders are " + inWords(book));
        List<SimulatedAzure.Session> ours = truth.ourLive(session.watcher).stream()
                .filter(other -> !isDamaged(other.record))
                .toList();
        Set<String> others = new TreeSet<>(truth.foreignLive(session.watcher));
        Listed listed = listedAtGrant.get(id);
        others.retainAll(listed == null ? Set.of() : listed.foreign());
        hold(
                ours.size() + others.size() <= policy.limit(),
                Check.WITHIN_THE_LIMIT,
                () -> ours + " and, of others, " + others + " are more than " + policy.limit());
        hold(
                ours.stream()
                                .filter(other -> other.target.equals(session.target))
                                .count()
                        <= policy.perMachine(),
                Check.ONE_PER_MACHINE,
                () -> "more than " + policy.perMachine() + " on one machine: " + ours);
    }

    @Override
    public void listed(Schedule.@Nullable Strand by, Watcher watcher, Set<String> foreign) {
        if (by != null) {
            listedBy.computeIfAbsent(by, none -> new HashMap<>())
                    .put(watcher.key(), new Listed(schedule.now(), foreign));
        }
    }

    @Override
    public void asked(Schedule.@Nullable Strand by, Watcher watcher, String call) {
        count(by, call.equals("list") ? "list " + watcher.key() : call);
    }

    private void count(Schedule.@Nullable Strand by, String what) {
        if (by != null) {
            calls.computeIfAbsent(by.root(), none -> new HashMap<>()).merge(what, 1, Integer::sum);
        }
    }

    @Override
    public void acted(String call, SimulatedAzure.Session on) {
        CaptureRecord record = on.record == null ? null : records.get(on.record);
        if (record == null) {
            hold(
                    schedule.now() - on.landedAt < SWAP,
                    Check.HANDS_OFF,
                    () -> "asked to " + call + " " + on + ", which is not ours");
        } else if (call.equals("stop")) {
            hold(record.stop() != null, Check.HANDS_OFF, () -> on + " is stopped, and its record does not say so");
        } else {
            hold(record.outcome() != null, Check.HANDS_OFF, () -> on + " is removed before its outcome is written");
        }
    }

    // ---- what is answered and told ----------------------------------------------------------------------------------

    /** The alert's sender was told that it is taken care of. */
    void accepted(String id) {
        accepted.add(id);
        CaptureRecord record = records.get(id);
        hold(record != null, Check.DURABLE_BEFORE_ANSWER, () -> id + " was accepted and is not durable");
        hold(
                !Objects.requireNonNull(record).isOpen() || blobs.get().has("open/" + id),
                Check.DURABLE_BEFORE_ANSWER,
                () -> id + " was accepted and is not on the open list");
    }

    void told(Notice notice) {
        CaptureRecord told = notice.capture();
        if (told == null) {
            hold(
                    findings
                            .getOrDefault(notice.subject().toLowerCase(Locale.ROOT) + " " + notice.kind(), Set.of())
                            .stream()
                            .anyMatch(id -> notice.id().startsWith(id)),
                    Check.TOLD_WHAT_IS_WRITTEN,
                    () -> notice.id() + " tells of " + notice.subject() + ", and no book does");
            return;
        }
        CaptureRecord record = records.get(told.id());
        hold(
                record != null && (!LAST_WORDS.contains(notice.kind()) || record.outcome() == told.outcome()),
                Check.TOLD_WHAT_IS_WRITTEN,
                () -> notice.id() + " says " + told.outcome() + ", the record "
                        + (record == null ? "is not there" : inWords(record)));
        if (LAST_WORDS.contains(notice.kind())) {
            String known = lastWords.putIfAbsent(told.id(), notice.id());
            hold(
                    known == null || known.equals(notice.id()),
                    Check.ONE_OUTCOME,
                    () -> "both " + known + " and " + notice.id() + " were told");
        }
    }

    /** A webhook call has been answered. */
    void answered(Schedule.Strand strand, Duration took, int targets) {
        hold(
                took.compareTo(Duration.ofSeconds(5)) <= 0,
                Check.ANSWER_IN_TIME,
                () -> "the webhook answered after " + took);
        Map<String, Integer> made = calls.getOrDefault(strand, Map.of());
        int arm = made.entrySet().stream()
                .filter(call -> !call.getKey().endsWith("conflict"))
                .mapToInt(Map.Entry::getValue)
                .sum();
        int conflicts = made.getOrDefault("slots conflict", 0) + made.getOrDefault("conflict", 0);
        hold(
                strand.failures > 0 || made.containsKey("get") || arm <= 3 * targets + conflicts,
                Check.FRUGAL,
                () -> "an alert of " + targets + " targets cost " + made);
    }

    /** A capture was promised by a call that met no trouble: then its first steps were taken as well. */
    void promised(Schedule.Strand strand, Duration took, String id) {
        CaptureRecord record = Objects.requireNonNull(records.get(id));
        hold(
                strand.failures > 0
                        || isDamaged(id)
                        || took.compareTo(Simulation.WEBHOOK_WORK.minusSeconds(1)) > 0
                        || record.state() != CaptureState.REQUESTED,
                Check.PROMPT,
                () -> "nothing hindered " + id + ", and it is " + inWords(record));
    }

    /** A round of the monitor has ended. */
    void ticked(Schedule.Strand strand, Duration took, @Nullable TickReport report) {
        long began = schedule.now() - took.toMillis();
        if (report != null) {
            damaged.forEach((id, since) -> hold(
                    since > began || report.problems().stream().anyMatch(problem -> problem.contains(id)),
                    Check.NAMED_IN_THE_REPORT,
                    () -> id + " cannot be read, and the round's report says only " + report.problems()));
        }
        Map<String, Integer> made = calls.getOrDefault(strand, Map.of());
        long rounds = 1 + took.toSeconds() / 10 + made.getOrDefault("slots conflict", 0) + strand.failures;
        made.forEach((call, times) -> hold(
                !call.startsWith("list ") || times <= rounds,
                Check.FRUGAL,
                () -> "a round of " + took + " asked " + times + " times for " + call + ": " + made));
    }

    // ---- at the end -------------------------------------------------------------------------------------------------

    /** Empty when nothing is owed to anybody. */
    List<String> unfinished() {
        List<String> left = new ArrayList<>();
        for (CaptureRecord record : records.values()) {
            if (record.isOpen() && !isDamaged(record.id())) {
                left.add(record.id() + " is " + inWords(record));
            }
        }
        left.addAll(stillOpen());
        left.addAll(unpurged());
        books.forEach((key, book) -> book.holders().forEach(holder -> left.add("slot of " + holder.captureId())));
        watchBooks.values().stream()
                .flatMap(Invariants::messages)
                .forEach(message -> left.add("message " + key(message)));
        unnoticed().stream().filter(session -> !session.gone).forEach(session -> left.add(session + " is not noticed"));
        return left;
    }

    private List<String> stillOpen() {
        return blobs.get().names("open/").stream()
                .filter(name -> !isDamaged(name.substring("open/".length())))
                .toList();
    }

    void end(SimulatedSink sink) {
        for (String id : accepted) {
            hold(records.containsKey(id), Check.DURABLE_BEFORE_ANSWER, () -> id + " was accepted and is lost");
        }
        for (CaptureRecord record : records.values()) {
            if (isDamaged(record.id())) {
                continue;
            }
            hold(
                    record.state() == CaptureState.FINISHED && record.outcome() != null,
                    Check.EVERYTHING_ENDS,
                    () -> record.id() + " never ends: it is " + inWords(record));
            if (evidence) {
                isSealed(record);
            }
            for (String destination : sink.destinations()) {
                List<Message> last = record.messages().stream()
                        .filter(message -> message.to().equals(destination) && LAST_WORDS.contains(message.kind()))
                        .toList();
                hold(
                        last.size() == 1 && !last.get(0).isWaiting(),
                        Check.EVERYTHING_ENDS,
                        () -> record.id() + " owes " + destination + " " + last);
                hold(
                        last.get(0).state() != Message.State.DELIVERED
                                || sink.at(destination).contains(last.get(0).id()),
                        Check.TOLD_WHAT_IS_WRITTEN,
                        () -> last.get(0) + " never arrived");
            }
        }
        hold(unpurged().isEmpty(), Check.WHOLLY_GONE, () -> "kept for too long: " + unpurged());
        hold(stillOpen().isEmpty(), Check.EVERYTHING_ENDS, () -> "still on the open list: " + stillOpen());
        for (SimulatedAzure.Session session : unnoticed()) {
            long there = (session.gone ? session.goneAt : schedule.now()) - Math.max(session.landedAt, calmSince);
            hold(
                    there < UNNOTICED,
                    Check.OTHERS_ARE_NOTICED,
                    () -> session + " was there for " + there + " ms without any trouble, and nobody was told");
        }
        for (Message message : settled) {
            hold(
                    sink.at(message.to()).contains(message.id()),
                    Check.TOLD_WHAT_IS_WRITTEN,
                    () -> key(message) + " never arrived");
        }
        for (SimulatedAzure.Session session : azure.get().sessions()) {
            hold(
                    session.record == null || session.gone || isDamaged(session.record),
                    Check.NO_SESSION_LEFT_BEHIND,
                    () -> session + " is still on the watcher; its record is "
                            + inWords(Objects.requireNonNull(records.get(session.record))));
        }
        books.forEach((key, book) ->
                hold(book.holders().isEmpty(), Check.NO_SLOT_LEAKED, () -> "slots never given back: " + inWords(book)));
    }

    private static String shortly(CaptureRecord record) {
        String machine = record.target().id().name();
        List<String> instances = record.target().instances();
        return instances.isEmpty() ? machine : machine + "#" + String.join("+", instances);
    }

    private static List<String> inWords(SlotBook book) {
        return book.holders().stream()
                .map(holder -> holder.captureId() + " as " + holder.name())
                .toList();
    }

    private static String inWords(CaptureRecord record) {
        return record.state()
                + (record.outcome() == null ? "" : " " + record.outcome())
                + (record.name() == null ? "" : " as " + record.name())
                + (record.reason() == null ? "" : " (" + record.reason() + ")")
                + (record.claim() == null
                        ? ""
                        : " claimed by " + record.claim().by() + " until "
                                + record.claim().until())
                + (record.isOpen() ? " next at " + record.nextAt() : "")
                + (record.stop() == null ? "" : " stop by " + record.stop().by());
    }
}

package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureLedger.HistoryLine;
import io.alertcap.capture.CaptureLedger.HistoryPage;
import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.Retention.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what has been kept long enough. Once a day the lines of the history are gone through, by one host, in as many
 * rounds as it takes; lines tell by their names how old they are, so that only what may be due is read.
 *
 * <p>A capture goes in this order: the mark in its record, by compare-and-swap, after which no hold is taken; its files; its
 * case; the record; and last its line, because that is how the next pass finds what a crash has left.
 */
final class Purge {
    /** Each capture costs some ten calls: so many take a few seconds. */
    static final int MOST_IN_A_ROUND = 100;

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);
    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final int PAGE = 1_000;
    private static final int TRIES = 8;
    private static final String DELETED = "deleted";

    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;
    private final CapturePolicy policy;
    private final CaptureFiles files;
    private final CaseFiles cases;
    private final FileRemoval removal;
    private final String instance;

    /** Until then this process knows that there is nothing to do: a round of the monitor then costs nothing here. */
    private volatile Instant restUntil = Instant.EPOCH;

    Purge(
            CaptureLedger ledger,
            Lifecycle lifecycle,
            CapturePolicy policy,
            CaptureFiles files,
            CaseFiles cases,
            FileRemoval removal,
            String instance) {
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.policy = policy;
        this.files = files;
        this.cases = cases;
        this.removal = removal;
        this.instance = instance;
    }

    /** Takes its part of a round; what goes wrong is added to the problems, each time it is met. */
    void round(Errand errand, Set<String> problems) {
        Retention retention = policy.retention();
        if (retention.isOff() || Lifecycle.isAhead(restUntil, ledger.now())) {
            return;
        }
        Errand mine = errand.within(LONGEST_ROUND);
        if (!hasTime(mine)) {
            return;
        }
        try {
            Versioned<PurgeBook> found = ledger.purgeBook();
            Instant now = ledger.now();
            PurgeBook book = found.value();
            if (book.rests(retention.every(), now)) {
                restUntil = book.begunAt().plus(retention.every());
            } else if (!book.isClaimed(now)) {
                PurgeBook next = book.endedAt() == null ? book : PurgeBook.begun(now);
                Optional<Versioned<PurgeBook>> claimed =
                        ledger.savePurgeBook(found, next.claimed(new Claim(instance, now.plus(CLAIM))));
                if (claimed.isPresent()) {
                    PurgeBook after = new Round(mine, problems, claimed.get().value()).go();
                    // Whoever took over meanwhile goes on from where this began: nothing is deleted twice.
                    var unused = ledger.savePurgeBook(claimed.get(), after);
                }
            }
        } catch (CaptureException e) {
            problems.add("retention: " + e.getMessage());
        }
    }

    private static boolean hasTime(Errand errand) {
        return errand.budget().hasAtLeast(CaptureEngine.LEAST_BUDGET);
    }

    /** One round of a pass. */
    private final class Round {
        private final Errand errand;
        private final Set<String> problems;
        private final Set<ResourceId> unwilling = new HashSet<>();
        private PurgeBook book;
        private int looked;
        private @Nullable Set<String> open;

        Round(Errand errand, Set<String> problems, PurgeBook book) {
            this.errand = errand;
            this.problems = problems;
            this.book = book;
        }

        PurgeBook go() {
            while (hasTime(errand)) {
                HistoryPage page = page();
                for (HistoryLine line : page.lines()) {
                    if (book.line() != null && line.name().compareTo(book.line()) <= 0) {
                        continue;
                    }
                    if (policy.retention().mayBeDue(line.createdAt(), line.fileless(), ledger.now())) {
                        if (looked == MOST_IN_A_ROUND || !hasTime(errand)) {
                            return book.freed();
                        }
                        looked++;
                        look(line);
                    }
                    book = book.at(book.page(), line.name());
                }
                if (page.next() == null) {
                    errand.journal()
                            .tell(
                                    "purge",
                                    "captures",
                                    Integer.toString(book.captures()),
                                    "files",
                                    Integer.toString(book.files()));
                    return book.ended(ledger.now());
                }
                book = book.at(page.next(), book.line());
            }
            return book.freed();
        }

        /** Where the page cannot be found again, all of them are listed once more; what was dealt with is passed over. */
        private HistoryPage page() {
            try {
                return ledger.history(book.page(), PAGE);
            } catch (IllegalArgumentException e) {
                book = book.at(null, book.line());
                return ledger.history(null, PAGE);
            }
        }

        /** One capture never stops the round: what cannot be done with it today is tried in the next pass. */
        private void look(HistoryLine line) {
            try {
                Optional<Versioned<CaptureRecord>> found = ledger.find(line.id());
                if (found.isEmpty() || isOlder(line, found.get().value())) {
                    ledger.forget(line);
                    return;
                }
                CaptureRecord record = found.get().value();
                Due due = policy.retention().due(record, ledger.now());
                if (due == Due.RECORD) {
                    purge(line, found.get());
                } else if (due == Due.FILES) {
                    deleteFiles(record);
                } else if (!record.isOpen() && !Retention.hasFiles(record)) {
                    ledger.noteFileless(line);
                }
            } catch (RuntimeException e) {
                // Not only CaptureException: a record edited by hand may break what the code takes for granted.
                postponed(line.id(), String.valueOf(e.getMessage()));
            }
        }

        /** Of a record that was deleted, after which the same alert came once more. */
        private boolean isOlder(HistoryLine line, CaptureRecord record) {
            return line.createdAt().toEpochMilli() < record.createdAt().toEpochMilli();
        }

        private void postponed(String id, String reason) {
            errand.journal().tell("purge-postponed", "capture", id, "reason", reason);
            problems.add("retention: capture " + id + " is left as it is: " + reason);
        }

        // ---- files whose record stays ---------------------------------------------------------------------------

        private void deleteFiles(CaptureRecord record) {
            ResourceId account = record.location().account();
            // One refusal of an account is enough for a round.
            if (account == null || !policy.storesIn(account) || unwilling.contains(account)) {
                return;
            }
            String why =
                    "retention after " + Retention.inWords(policy.retention().files());
            Optional<FileDeletion> deletion;
            try {
                deletion = removal.delete(record.id(), why);
            } catch (CaptureException e) {
                unwilling.add(account);
                throw e;
            }
            if (deletion.isPresent() && deletion.get() instanceof FileDeletion.Done) {
                book = book.counted(0, 1);
                errand.journal()
                        .tell(
                                "file-deleted",
                                "capture",
                                record.id(),
                                "rule",
                                "ALERTCAP_FILE_RETENTION",
                                "why",
                                why + ", ended " + record.finishedAt());
            }
        }

        // ---- everything -----------------------------------------------------------------------------------------

        private void purge(HistoryLine line, Versioned<CaptureRecord> found) {
            CaptureRecord record = found.value();
            if (!record.isBeingPurged() && isNeeded(record)) {
                return;
            }
            boolean resumed = record.isBeingPurged();
            String why =
                    "retention after " + Retention.inWords(policy.retention().records());
            Optional<Versioned<CaptureRecord>> marked =
                    resumed ? Optional.of(found) : ledger.save(found, lifecycle.going(record, why, ledger.now()));
            if (marked.isEmpty()) {
                // It was changed this moment, perhaps held.
                return;
            }
            String left = "";
            try {
                left = files(record);
                cases.delete(record.id());
            } catch (CaptureException e) {
                if (!resumed) {
                    takeBack(marked.get(), left, why, e);
                }
                throw e;
            }
            if (remove(marked.get())) {
                ledger.forget(line);
                book = book.counted(1, 0);
                errand.journal()
                        .tell(
                                "purged",
                                "capture",
                                record.id(),
                                "rule",
                                "ALERTCAP_RECORD_RETENTION",
                                "why",
                                why + ", ended " + record.finishedAt(),
                                "files",
                                left);
            }
        }

        /** Something cannot be deleted, perhaps for years: what is left must be fit to be held until then. */
        private void takeBack(Versioned<CaptureRecord> marked, String left, String why, CaptureException problem) {
            Instant now = ledger.now();
            CaptureRecord record =
                    left.equals(DELETED) ? lifecycle.fileDeleted(marked.value(), why, now) : marked.value();
            var unused =
                    ledger.save(marked, lifecycle.notDeleted(record, why, String.valueOf(problem.getMessage()), now));
        }

        /** Whether somebody still wants its record: one that it serves too, or that is held and serves it, or a tick. */
        private boolean isNeeded(CaptureRecord record) {
            return record.covers().stream()
                            .anyMatch(id -> ledger.find(id)
                                    .filter(other ->
                                            record.id().equals(other.value().coveredBy()))
                                    .isPresent())
                    || (record.coveredBy() != null
                            && ledger.find(record.coveredBy())
                                    .filter(other -> other.value().hold() != null)
                                    .isPresent())
                    || open().contains(record.id());
        }

        private Set<String> open() {
            Set<String> known = open;
            if (known == null) {
                known = ledger.open().stream().map(OpenEntry::id).collect(Collectors.toSet());
                open = known;
            }
            return known;
        }

        /** Deletes the record's own files if that is for the app to do; says what became of them. */
        private String files(CaptureRecord record) {
            List<String> urls = Retention.ownFiles(record);
            if (urls.isEmpty() || record.file().isDeleted()) {
                return "none";
            }
            ResourceId account = Objects.requireNonNull(record.location().account());
            if (policy.retention().files().isZero()) {
                return "left to storage account " + account.name();
            }
            if (!policy.storesIn(account)) {
                return "left in storage account " + account.name() + ", which is not in the settings any more";
            }
            if (unwilling.contains(account)) {
                throw new CaptureException(
                        "storage account " + account.name() + " just refused to delete another file");
            }
            try {
                files.delete(account, urls);
            } catch (CaptureException e) {
                unwilling.add(account);
                throw e;
            }
            return DELETED;
        }

        /** An operator's wish may still be written into it. */
        private boolean remove(Versioned<CaptureRecord> marked) {
            Optional<Versioned<CaptureRecord>> at = Optional.of(marked);
            for (int i = 0; i < TRIES && at.isPresent(); i++) {
                if (!at.get().value().isBeingPurged()) {
                    return false;
                }
                if (ledger.remove(at.get())) {
                    return true;
                }
                at = ledger.find(marked.value().id());
            }
            return at.isEmpty();
        }
    }
}

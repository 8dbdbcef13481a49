package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the watch on captures has found in one subscription, and when it looked. Each finding is told once: it stays in the
 * book until its capture is gone, so that the next look finds nothing new.
 *
 * @param looks the last look at each Network Watcher
 * @param findings packet captures that are not as asked for here
 */
public record WatchBook(List<Look> looks, List<Finding> findings) {
    public static final WatchBook EMPTY = new WatchBook(List.of(), List.of());

    /** Findings in a book; more are not taken in, so that the document stays small whatever others do. */
    static final int MOST_FINDINGS = 200;

    /** New findings of one look: a watch that is switched on late does not flood anybody. */
    static final int MOST_AT_ONCE = 20;

    /** How long a capture that is gone, or was never seen, is remembered. */
    static final Duration MEMORY = Duration.ofDays(1);

    /** When a watcher, by its {@link Watcher#key()}, was last looked at. */
    public record Look(String watcher, Instant at) {}

    /**
     * One packet capture that is not as asked for here.
     *
     * @param id of the finding, and the beginning of its messages' ids
     * @param kind {@link NoticeKind#FOREIGN}, {@link NoticeKind#FORGED} or {@link NoticeKind#CHANGED}
     * @param session resource id of the packet capture
     * @param target resource id of the machine; null while only an alert told of the capture
     * @param caller who started it, in the words of the activity log; null if no alert told
     * @param captureId our record that it pretends to be, or was
     * @param why what told it from ours
     * @param seenAt when it was first seen
     * @param listed whether a look has seen it
     * @param goneAt when a look first missed it
     * @param messages that are still to be delivered
     */
    public record Finding(
            String id,
            NoticeKind kind,
            String session,
            @Nullable String target,
            @Nullable String storagePath,
            @Nullable String filePath,
            @Nullable String caller,
            @Nullable String captureId,
            String why,
            Instant seenAt,
            boolean listed,
            @Nullable Instant goneAt,
            List<Message> messages) {
        public Finding {
            messages = List.copyOf(messages);
        }

        boolean isOf(String sessionId) {
            return fold(session).equals(fold(sessionId));
        }

        /** The same capture, unless its machine or its file is another now. What only an alert told fits to any. */
        private boolean tells(Finding other) {
            return isOf(other.session)
                    && goneAt == null
                    && (target == null
                            || other.target == null
                            || (kind == other.kind
                                    && same(target, other.target)
                                    && same(storagePath, other.storagePath)
                                    && same(filePath, other.filePath)));
        }

        /** What a look knows beyond an alert. */
        private Finding filledBy(Finding seen) {
            return target != null || seen.target == null
                    ? this
                    : new Finding(
                            id,
                            kind,
                            session,
                            seen.target,
                            seen.storagePath,
                            seen.filePath,
                            caller,
                            captureId == null ? seen.captureId : captureId,
                            why,
                            seenAt,
                            true,
                            null,
                            messages);
        }

        private Finding gone(Instant at) {
            return as(at, messages);
        }

        Finding owing(List<Message> owed) {
            return as(goneAt, owed);
        }

        private Finding as(@Nullable Instant gone, List<Message> owed) {
            return new Finding(
                    id,
                    kind,
                    session,
                    target,
                    storagePath,
                    filePath,
                    caller,
                    captureId,
                    why,
                    seenAt,
                    listed,
                    gone,
                    owed);
        }

        private boolean isForgotten(Instant now) {
            Instant last = goneAt != null ? goneAt : listed ? now : seenAt;
            return messages.isEmpty() && last.plus(MEMORY).isBefore(now);
        }
    }

    public WatchBook {
        looks = List.copyOf(looks);
        findings = List.copyOf(findings);
    }

    /** Whether a watcher is to be looked at again. */
    boolean isDue(String watcher, Duration pace, Instant now) {
        return looks.stream()
                .filter(look -> look.watcher().equals(watcher))
                .noneMatch(look -> look.at().plus(pace).isAfter(now));
    }

    /**
     * After a look at one watcher.
     *
     * @param listed resource ids of all packet captures that it has
     * @param seen those that are not as asked for
     */
    WatchBook looked(Watcher watcher, List<String> listed, List<Finding> seen, Instant now) {
        List<Look> newLooks = new ArrayList<>(looks);
        newLooks.removeIf(look -> look.watcher().equals(watcher.key()));
        newLooks.add(new Look(watcher.key(), now));
        List<String> present = listed.stream().map(WatchBook::fold).toList();
        String below = fold(watcher.id() + "/packetCaptures/");
        WatchBook book = new WatchBook(
                newLooks,
                findings.stream()
                        .map(finding -> finding.goneAt() == null
                                        && finding.listed()
                                        && fold(finding.session()).startsWith(below)
                                        && !present.contains(fold(finding.session()))
                                ? finding.gone(now)
                                : finding)
                        .filter(finding -> !finding.isForgotten(now))
                        .toList());
        int before = book.findings.size();
        for (Finding finding : seen) {
            if (book.findings.size() - before < MOST_AT_ONCE || book.knows(finding)) {
                book = book.with(finding);
            }
        }
        return book;
    }

    boolean knows(Finding finding) {
        return findings.stream().anyMatch(known -> known.tells(finding));
    }

    /** With one more finding, unless it is known or the book is full. */
    WatchBook with(Finding finding) {
        List<Finding> all = new ArrayList<>(findings);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).tells(finding)) {
                all.set(i, all.get(i).filledBy(finding));
                return new WatchBook(looks, all);
            }
        }
        if (all.size() >= MOST_FINDINGS) {
            return this;
        }
        all.add(finding);
        return new WatchBook(looks, all);
    }

    boolean isFull() {
        return findings.size() >= MOST_FINDINGS;
    }

    /** The messages of one finding changed. */
    WatchBook change(String findingId, UnaryOperator<List<Message>> change) {
        return new WatchBook(
                looks,
                findings.stream()
                        .map(finding -> finding.id().equals(findingId)
                                ? finding.owing(change.apply(finding.messages()))
                                : finding)
                        .toList());
    }

    /** A message that is due, the longest waiting first. */
    Optional<Message> due(Instant now) {
        return findings.stream()
                .flatMap(finding -> finding.messages().stream())
                .filter(message -> !message.nextAt().isAfter(now))
                .min(Comparator.comparing(Message::nextAt));
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return a == null ? b == null : b != null && fold(a).equals(fold(b));
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

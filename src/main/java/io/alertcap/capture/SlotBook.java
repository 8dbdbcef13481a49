package io.alertcap.capture;

import io.alertcap.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who captures on one Network Watcher: our slots, and what was last seen of others. A slot is a lease with an end: whoever
 * got one gives it back, after the session was seen stopped or absent.
 *
 * @param holders our captures that may be running
 * @param stopped our sessions which have ended and are not removed yet, so that they are not taken for foreign
 * @param foreign sessions that are not ours
 * @param listedAt when the watcher's list was last read; null before the first time
 */
public record SlotBook(
        List<Holder> holders,
        List<Stopped> stopped,
        List<Foreign> foreign,
        @Nullable Instant listedAt) {

    /** How long the word of {@code queryStatus} that a foreign session has stopped is believed. */
    static final Duration VERDICT_LIFE = Duration.ofMinutes(10);

    public static final SlotBook EMPTY = new SlotBook(List.of(), List.of(), List.of(), null);

    /** One of our captures that may be running. */
    public record Holder(String captureId, String machine, String name, Severity severity, Instant since) {}

    /** A session of ours that has ended. */
    public record Stopped(String captureId, String name) {}

    /**
     * A session of somebody else.
     *
     * @param seenStoppedAt when it was last seen to have stopped; it counts until then
     */
    public record Foreign(
            String name, String target, @Nullable Instant seenStoppedAt) {
        boolean counts(Instant now) {
            return seenStoppedAt == null || seenStoppedAt.plus(VERDICT_LIFE).isBefore(now);
        }
    }

    /** The answer to a request for a slot. */
    public sealed interface Answer {}

    /** The slot is yours once this book is saved. */
    public record Granted(SlotBook book) implements Answer {}

    /** Another capture of ours is on that machine. */
    public record MachineBusy(Holder holder) implements Answer {}

    /** The limit is reached: {@code ours} plus {@code foreign} of {@code limit}. */
    public record Full(int ours, int foreign, int limit) implements Answer {
        String inWords() {
            return "the Network Watcher has " + (ours + foreign) + " of " + limit + " captures (" + ours + " ours, "
                    + foreign + " of others)";
        }
    }

    public SlotBook {
        holders = List.copyOf(holders);
        stopped = List.copyOf(stopped);
        foreign = List.copyOf(foreign);
    }

    /**
     * Asks for a slot. Whoever holds one already is asked the same questions again, because others may have come since:
     * a slot is a permit for the next request, not for ever.
     */
    public Answer acquire(Holder wanted, int limit, int perMachine, Instant now) {
        List<Holder> rest = without(wanted.captureId());
        List<Holder> onMachine = rest.stream()
                .filter(holder -> holder.machine().equals(wanted.machine()))
                .toList();
        if (onMachine.size() >= perMachine) {
            return new MachineBusy(onMachine.get(0));
        }
        int counted = countedForeign(now);
        if (rest.size() + counted >= limit) {
            return new Full(rest.size(), counted, limit);
        }
        List<Holder> more = new ArrayList<>(rest);
        more.add(wanted);
        return new Granted(new SlotBook(more, stopped, foreign, listedAt));
    }

    int countedForeign(Instant now) {
        return (int) foreign.stream().filter(session -> session.counts(now)).count();
    }

    public Optional<Holder> holder(String captureId) {
        return holders.stream()
                .filter(holder -> holder.captureId().equals(captureId))
                .findFirst();
    }

    /** The id of our capture whose session has this name, live or ended. */
    public Optional<String> ours(String name) {
        for (Holder holder : holders) {
            if (holder.name().equalsIgnoreCase(name)) {
                return Optional.of(holder.captureId());
            }
        }
        return stopped.stream()
                .filter(session -> session.name().equalsIgnoreCase(name))
                .map(Stopped::captureId)
                .findFirst();
    }

    public Optional<Foreign> foreign(String name) {
        return foreign.stream()
                .filter(session -> session.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Our captures that are less grave than {@code than}, the oldest first. */
    public List<Holder> lessGrave(Severity than) {
        return holders.stream()
                .filter(holder -> than.isGraverThan(holder.severity()))
                .sorted(Comparator.comparing(Holder::since))
                .toList();
    }

    /** The capture's session has ended: the slot is free, the name is remembered until the session is removed. */
    public SlotBook released(String captureId) {
        Optional<Holder> holder = holder(captureId);
        if (holder.isEmpty()) {
            return this;
        }
        List<Stopped> more = new ArrayList<>(stopped);
        more.add(new Stopped(captureId, holder.get().name()));
        return new SlotBook(without(captureId), more, foreign, listedAt);
    }

    /** The capture has no session, or none any more: nothing of it is remembered. */
    public SlotBook forgotten(String captureId) {
        List<Stopped> rest = stopped.stream()
                .filter(session -> !session.captureId().equals(captureId))
                .toList();
        return new SlotBook(without(captureId), rest, foreign, listedAt);
    }

    private List<Holder> without(String captureId) {
        return holders.stream()
                .filter(holder -> !holder.captureId().equals(captureId))
                .toList();
    }

    /** Takes in the watcher's list, unless a newer one is in the book already; what it no longer shows has been removed. */
    public SlotBook listed(List<PacketCaptureSession> sessions, Instant at) {
        if (listedAt != null && listedAt.isAfter(at)) {
            return this;
        }
        Set<String> ourNames = sessions.stream()
                .filter(this::isOurs)
                .map(session -> fold(session.name()))
                .collect(Collectors.toSet());
        List<Foreign> others = sessions.stream()
                .filter(session -> !ourNames.contains(fold(session.name())))
                .map(session -> new Foreign(
                        session.name(),
                        session.target(),
                        foreign(session.name())
                                // Of another machine it is another session: the name was given anew.
                                .filter(known -> known.target().equalsIgnoreCase(session.target()))
                                .map(Foreign::seenStoppedAt)
                                .orElse(null)))
                .collect(Collectors.toList());
        List<Stopped> remaining = stopped.stream()
                .filter(session -> ourNames.contains(fold(session.name())))
                .toList();
        return new SlotBook(holders, remaining, others, at);
    }

    /**
     * A name alone does not make a session ours: somebody may have been faster, or have deleted ours and taken its name.
     * Our id stands in the path; a session without one has its only copy on the machine.
     */
    private boolean isOurs(PacketCaptureSession session) {
        String path = session.storagePath();
        return holders.stream()
                        .anyMatch(holder -> holder.name().equalsIgnoreCase(session.name())
                                && (path == null
                                        ? fold(session.target()).equals(holder.machine())
                                        : path.contains("/" + holder.captureId() + "/")))
                || stopped.stream()
                        .anyMatch(ended -> ended.name().equalsIgnoreCase(session.name())
                                && (path == null || path.contains("/" + ended.captureId() + "/")));
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A foreign session was asked for, and has stopped. */
    public SlotBook foreignStopped(String name, Instant at) {
        List<Foreign> others = foreign.stream()
                .map(session -> session.name().equalsIgnoreCase(name)
                        ? new Foreign(session.name(), session.target(), at)
                        : session)
                .toList();
        return new SlotBook(holders, stopped, others, listedAt);
    }

    /** Whether the list in the book was read within {@code age}. */
    public boolean listedWithin(Duration age, Instant now) {
        return listedAt != null && !listedAt.plus(age).isBefore(now);
    }
}

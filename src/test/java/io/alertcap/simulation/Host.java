package io.alertcap.simulation;

import io.alertcap.capture.Captures;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.storage.Blobs;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process of the app: dies with everything it has in memory. Every call it makes to the outside goes through here. */
final class Host {
    final String name;
    final Clock clock;
    private final Schedule schedule;
    private final Chaos chaos;
    private final Story story;
    private boolean alive = true;
    private @Nullable Captures captures;

    Host(String name, Duration skew, Schedule schedule, Chaos chaos, Story story) {
        this.name = name;
        this.clock = schedule.clock(skew);
        this.schedule = schedule;
        this.chaos = chaos;
        this.story = story;
    }

    void runs(Captures room) {
        this.captures = room;
    }

    Captures captures() {
        return java.util.Objects.requireNonNull(captures);
    }

    boolean isAlive() {
        return alive;
    }

    void die() {
        alive = false;
    }

    /**
     * What the outside does for a call, and how failing looks to the caller.
     *
     * @param out milliseconds until it takes effect
     * @param back milliseconds from there until the answer is here
     * @param limit milliseconds after which the caller gives up
     * @param departs is run when the call is on its way and will take effect
     */
    record Outside<T>(
            String what,
            Chaos.Fate fate,
            long out,
            long back,
            long limit,
            Runnable departs,
            Supplier<T> effect,
            Function<String, RuntimeException> noAnswer,
            Supplier<RuntimeException> fault) {}

    /**
     * Makes a call: the process may die before it, after it, or while it is under way; the effect may happen without an
     * answer, after the caller has given up, or not at all.
     */
    <T> T call(Outside<T> outside) {
        schedule.checkAlive();
        maybeDie("before", outside);
        if (outside.limit() <= 0) {
            throw outside.noAnswer().apply("no time is left");
        }
        Landing<T> landing = new Landing<>();
        long out = Math.min(outside.out(), outside.limit());
        meet(outside.fate());
        switch (outside.fate()) {
            case REFUSED_CONNECTION -> {
                schedule.pause(Math.min(out, outside.limit()));
                throw failed(outside, "connection reset", outside.noAnswer());
            }
            case HANGS -> {
                schedule.pause(outside.limit());
                throw failed(outside, "no answer in time", outside.noAnswer());
            }
            case FAULT -> {
                schedule.pause(Math.min(out + outside.back(), outside.limit()));
                maybeDie("after", outside);
                RuntimeException fault = outside.fault().get();
                failing();
                tell(outside, () -> "-> " + fault.getMessage());
                throw fault;
            }
            case LATE -> {
                // Even ten seconds after the most patient caller has given up: packets wait in buffers.
                depart(chaos.upTo(Math.max(outside.limit(), 15_000) + 10_000), outside, landing);
                schedule.pause(outside.limit());
                throw failed(outside, "no answer in time", outside.noAnswer());
            }
            case LOST_ANSWER -> {
                depart(out, outside, landing);
                schedule.pause(chaos.coin() ? outside.limit() : Math.min(out + outside.back(), outside.limit()));
                throw failed(outside, "answer lost", outside.noAnswer());
            }
            case FINE -> {
                depart(out, outside, landing);
                if (out + outside.back() > outside.limit()) {
                    schedule.pause(outside.limit());
                    throw failed(outside, "no answer in time", outside.noAnswer());
                }
                schedule.pause(out + outside.back());
            }
        }
        maybeDie("after", outside);
        if (landing.problem != null) {
            failing();
        }
        return landing.answer();
    }

    private void meet(Chaos.Fate fate) {
        switch (fate) {
            case FINE -> {}
            case REFUSED_CONNECTION -> story.met(Happening.CONNECTION_REFUSED);
            case LOST_ANSWER -> story.met(Happening.ANSWER_LOST);
            case HANGS -> story.met(Happening.CALL_HANGS);
            case LATE -> story.met(Happening.CALL_ARRIVES_LATE);
            case FAULT -> story.met(Happening.CALL_REFUSED);
        }
    }

    private void failing() {
        java.util.Objects.requireNonNull(schedule.current()).root().failures++;
    }

    private static final class Landing<T> {
        private @Nullable T value;
        private @Nullable RuntimeException problem;

        T answer() {
            if (problem != null) {
                throw problem;
            }
            return java.util.Objects.requireNonNull(value);
        }
    }

    private <T> void depart(long lands, Outside<T> outside, Landing<T> landing) {
        outside.departs().run();
        schedule.in(lands, () -> land(outside, landing));
    }

    private <T> void land(Outside<T> outside, Landing<T> landing) {
        try {
            landing.value = outside.effect().get();
            T value = landing.value;
            tell(outside, () -> "-> " + shown(value));
        } catch (RuntimeException e) {
            landing.problem = e;
            tell(outside, () -> "-> " + e.getMessage());
        }
    }

    private static String shown(Object value) {
        Object said = value instanceof Blobs.Answer<?> answer ? answer.value() : value;
        if (said instanceof Blobs.Listing listing) {
            return listing.items().size() + " blobs";
        }
        return brief(said instanceof Optional<?> some ? some.map(Host::found).orElse("nothing") : found(said));
    }

    private static String found(Object value) {
        if (value instanceof Blobs.Blob blob) {
            return "version " + blob.etag();
        }
        if (value instanceof PacketCaptureSession session) {
            return "session " + session.name() + " of " + session.target() + ", " + session.provisioningState();
        }
        return value instanceof List<?> list
                ? list.stream().map(Host::found).toList().toString()
                : value.toString();
    }

    private static String brief(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }

    private <T> RuntimeException failed(Outside<T> outside, String how, Function<String, RuntimeException> noAnswer) {
        failing();
        tell(outside, () -> "-> " + how);
        return noAnswer.apply(how);
    }

    private void maybeDie(String when, Outside<?> outside) {
        if (chaos.crashes()) {
            tell(outside, () -> "*** the process is killed " + when + " this");
            story.met(Happening.KILLED_IN_A_CALL);
            die();
            throw new Schedule.Crash();
        }
    }

    private void tell(Outside<?> outside, Supplier<String> what) {
        story.tell(schedule.instant(), name, () -> outside.what() + "  " + what.get());
    }
}

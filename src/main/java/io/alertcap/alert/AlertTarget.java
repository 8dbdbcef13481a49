package io.alertcap.alert;

import java.util.function.Function;

/** One thing an alert is about, and whether its packets can be captured. */
public sealed interface AlertTarget {
    /** What the alert called it: a resource id as written, or the empty text if the alert named nothing. */
    String target();

    /** Calls the one function that fits. */
    <T> T match(
            Function<? super Capturable, ? extends T> capturable,
            Function<? super Refused, ? extends T> refused,
            Function<? super Ignored, ? extends T> ignored);

    /** A machine. */
    record Capturable(MachineTarget machine) implements AlertTarget {
        @Override
        public String target() {
            return machine.id().toString();
        }

        @Override
        public <T> T match(
                Function<? super Capturable, ? extends T> capturable,
                Function<? super Refused, ? extends T> refused,
                Function<? super Ignored, ? extends T> ignored) {
            return capturable.apply(this);
        }
    }

    /** A machine that Azure cannot capture. */
    record Refused(ResourceId id, String reason) implements AlertTarget {
        @Override
        public String target() {
            return id.toString();
        }

        @Override
        public <T> T match(
                Function<? super Capturable, ? extends T> capturable,
                Function<? super Refused, ? extends T> refused,
                Function<? super Ignored, ? extends T> ignored) {
            return refused.apply(this);
        }
    }

    /** No machine. */
    record Ignored(String target, String reason) implements AlertTarget {
        @Override
        public <T> T match(
                Function<? super Capturable, ? extends T> capturable,
                Function<? super Refused, ? extends T> refused,
                Function<? super Ignored, ? extends T> ignored) {
            return ignored.apply(this);
        }
    }
}

package io.alertcap.alert;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One thing an alert is about, and whether its packets can be captured. */
public sealed interface AlertTarget {
    /** What the alert called it: a resource id as written, or the empty text if the alert named nothing. */
    String target();

    /** Calls the one function that fits. */
    <T> T match(
            Function<? super Capturable, ? extends T> capturable,
            Function<? super Refused, ? extends T> refused,
            Function<? super Ignored, ? extends T> ignored,
            Function<? super PacketCapture, ? extends T> packetCapture);

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
                Function<? super Ignored, ? extends T> ignored,
                Function<? super PacketCapture, ? extends T> packetCapture) {
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
                Function<? super Ignored, ? extends T> ignored,
                Function<? super PacketCapture, ? extends T> packetCapture) {
            return refused.apply(this);
        }
    }

    /** No machine. */
    record Ignored(String target, String reason) implements AlertTarget {
        @Override
        public <T> T match(
                Function<? super Capturable, ? extends T> capturable,
                Function<? super Refused, ? extends T> refused,
                Function<? super Ignored, ? extends T> ignored,
                Function<? super PacketCapture, ? extends T> packetCapture) {
            return ignored.apply(this);
        }
    }

    /**
     * A packet capture that somebody has started, as the activity log says. It is no machine, and is never captured.
     *
     * @param id of the packet capture, below its Network Watcher
     * @param status of the operation: Started, Accepted, Succeeded, Failed; empty if the log does not say
     * @param caller who started it: a sign-in name, or the object id of an app's identity; null if the log does not say
     */
    record PacketCapture(
            ResourceId id, String status, @Nullable String caller) implements AlertTarget {
        @Override
        public String target() {
            return id.toString();
        }

        /** Whether nothing came of it. */
        public boolean hasFailed() {
            return status.equalsIgnoreCase("Failed") || status.equalsIgnoreCase("Failure");
        }

        @Override
        public <T> T match(
                Function<? super Capturable, ? extends T> capturable,
                Function<? super Refused, ? extends T> refused,
                Function<? super Ignored, ? extends T> ignored,
                Function<? super PacketCapture, ? extends T> packetCapture) {
            return packetCapture.apply(this);
        }
    }
}

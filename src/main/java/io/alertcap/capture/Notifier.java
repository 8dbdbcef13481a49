package io.alertcap.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places where people and programs hear of captures. */
public interface Notifier {
    /** Names of the destinations, fixed while the app runs. A name is no address and contains no secret. */
    List<String> destinations();

    /** Sends once. Never throws for what the other side does. */
    Delivery send(String destination, Notice notice, TimeBudget budget);

    /** How a sending ended. */
    record Delivery(boolean delivered, @Nullable String problem) {
        public static final Delivery DONE = new Delivery(true, null);
        /** The record owes it to somebody who was there when it was made. */
        public static final Delivery NOT_CONFIGURED = failed("the settings name no such destination any more");

        public static Delivery failed(String problem) {
            return new Delivery(false, problem);
        }
    }
}

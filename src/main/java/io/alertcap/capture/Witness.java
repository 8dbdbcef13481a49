package io.alertcap.capture;

import java.util.function.Supplier;

/** Sees each exchange with Azure Resource Manager that is made on somebody's behalf. Safe for use by several threads. */
@FunctionalInterface
public interface Witness {
    /** Where nobody keeps anything. */
    Witness NONE = exchange -> {};

    /**
     * An exchange has come to its end, with an answer or without.
     *
     * @param exchange made only if it is to be kept
     */
    void saw(Supplier<Exchange> exchange);
}

package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import org.jspecify.annotations.Nullable;

/**
 * Network Watcher's IP flow verify: whether the security rules of a machine let it open a connection. It looks at network
 * security groups only, not at routes nor at firewalls on the way. Nothing is sent from the machine.
 */
public interface FlowChecks {
    /** The machine's first network interface, by two calls. Throws {@link ServiceException}. */
    Source source(ResourceId machine, TimeBudget budget);

    /** Whether a TCP connection may leave. Throws {@link ServiceException}. */
    Verdict verify(Watcher watcher, Source source, Destination destination, TimeBudget budget);

    /** Where connections come from: the interface, and its private IPv4 address. */
    record Source(ResourceId machine, ResourceId networkInterface, String address) {}

    /**
     * Where a connection goes to.
     *
     * @param host a name or an IPv4 address
     */
    record Destination(String purpose, String host, int port) {}

    /**
     * What the security rules say.
     *
     * @param address of the destination, as it was asked about
     * @param rule that decides; null where the service names none
     */
    record Verdict(
            String address, boolean allowed, @Nullable String rule) {}
}

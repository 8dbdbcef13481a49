package io.alertcap.capture;

import io.alertcap.alert.Region;
import java.util.List;
import java.util.Optional;

/**
 * Azure Network Watcher, one call a method (so that calls can be counted), never waiting for a long-running operation.
 * Every method throws {@link ServiceException}; an {@link Optional} is empty where the resource is not there.
 */
public interface NetworkWatchers {
    /** The watcher of a region, found by location, never by name; remembered for a while. */
    Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget);

    /** Looks up the watchers of a subscription that will be asked for in a moment, unless they are remembered. */
    default void expect(String subscriptionId, TimeBudget budget) {}

    /** Creates the region's watcher if the owner's settings allow it; empty if they do not. */
    Optional<Watcher> establish(String subscriptionId, Region region, TimeBudget budget);

    /** All packet captures of the watcher, running or not, ours or not. */
    List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget);

    /** Sends the request once, without any retry. A returned session was accepted, which is not yet success. */
    PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget);

    Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget);

    /** As {@link #session}, with all that the service shows. */
    Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget);

    Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget);

    /** Asks the service to stop; a session that is not there, or has stopped, is no error. */
    void stop(Watcher watcher, String name, TimeBudget budget);

    /** Deletes the session's resource; its file stays. One that is not there is no error. */
    void remove(Watcher watcher, String name, TimeBudget budget);

    /** What {@link #start} would send, for people to read. */
    ServiceRequest describe(Watcher watcher, SessionRequest request);
}

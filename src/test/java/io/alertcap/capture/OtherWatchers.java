package io.alertcap.capture;

import io.alertcap.alert.Region;
import java.util.List;
import java.util.Optional;

/** Network Watchers that pass every call on; to be changed in one place. */
public class OtherWatchers implements NetworkWatchers {
    private final NetworkWatchers real;

    public OtherWatchers(NetworkWatchers real) {
        this.real = real;
    }

    @Override
    public Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget) {
        return real.find(subscriptionId, region, budget);
    }

    @Override
    public Optional<Watcher> establish(String subscriptionId, Region region, TimeBudget budget) {
        return real.establish(subscriptionId, region, budget);
    }

    @Override
    public List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
        return real.sessions(watcher, budget);
    }

    @Override
    public PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
        return real.start(watcher, request, budget);
    }

    @Override
    public Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
        return real.session(watcher, name, budget);
    }

    @Override
    public Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget) {
        return real.detail(watcher, name, budget);
    }

    @Override
    public Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
        return real.status(watcher, name, budget);
    }

    @Override
    public void stop(Watcher watcher, String name, TimeBudget budget) {
        real.stop(watcher, name, budget);
    }

    @Override
    public void remove(Watcher watcher, String name, TimeBudget budget) {
        real.remove(watcher, name, budget);
    }

    @Override
    public ServiceRequest describe(Watcher watcher, SessionRequest request) {
        return real.describe(watcher, request);
    }
}

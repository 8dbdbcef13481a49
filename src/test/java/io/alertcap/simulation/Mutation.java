package io.alertcap.simulation;

import io.alertcap.capture.CaptureFiles;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.Machines;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.Notifier;
import io.alertcap.storage.Blobs;
import java.time.Clock;
import java.time.Duration;

/** A way to break the app from outside of its code, by what stands between it and the world. One per world. */
interface Mutation {
    /** Leaves the app as it is. */
    Mutation NONE = new Mutation() {};

    default Blobs blobs(Blobs blobs) {
        return blobs;
    }

    default CaptureLedger ledger(CaptureLedger ledger, Schedule schedule) {
        return ledger;
    }

    default Machines machines(Machines machines) {
        return machines;
    }

    default NetworkWatchers watchers(NetworkWatchers watchers, Clock clock) {
        return watchers;
    }

    default CaptureFiles files(CaptureFiles files) {
        return files;
    }

    default Notifier notifier(Notifier notifier) {
        return notifier;
    }

    default CapturePolicy policy(CapturePolicy policy) {
        return policy;
    }

    /** How many of the requests to start a session arrive late: what needs them shall not have to wait for a fitting world. */
    default double lateStarts(double usual) {
        return usual;
    }

    default Duration webhookWork(Duration work) {
        return work;
    }
}

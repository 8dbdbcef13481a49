package io.alertcap.endtoend;

import io.alertcap.local.AppProcess;
import io.alertcap.local.LocalEstate;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Processes of the app behind one address each, as instances behind a load balancer: now and then one is gone. */
final class Fleet {
    private final LocalEstate estate;
    private final Map<String, String> settings;
    private final AtomicReferenceArray<AppProcess> processes;

    Fleet(LocalEstate estate, Map<String, String> settings, int size) {
        this.estate = estate;
        this.settings = Map.copyOf(settings);
        processes = new AtomicReferenceArray<>(size);
        for (int i = 0; i < size; i++) {
            start(i);
        }
    }

    int size() {
        return processes.length();
    }

    /** Where the i-th process answers, or answered until it was killed. */
    URI url(int i) {
        return processes.get(i).url();
    }

    void kill(Collection<Integer> some) {
        some.forEach(i -> processes.get(i).kill());
    }

    /** Puts a new process in the place of the i-th. */
    void start(int i) {
        processes.set(i, estate.startApp(settings, true));
    }
}

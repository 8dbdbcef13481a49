package io.alertcap.endtoend;

import io.alertcap.local.AppProcess;
import io.alertcap.local.LocalEstate;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Processes of the app behind one address each, as instances behind a load balancer: now and then one is gone. */
final class Fleet {
    private final LocalEstate estate;
    private final Map<String, String> settings;
    private final AtomicReferenceArray<AppProcess> processes;
    /** Those that were killed as well. */
    private final Queue<AppProcess> all = new ConcurrentLinkedQueue<>();

    private final AtomicInteger killed = new AtomicInteger();

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
        killed.addAndGet(some.size());
    }

    /** Puts a new process in the place of the i-th. */
    void start(int i) {
        AppProcess process = estate.startApp(settings, true);
        all.add(process);
        processes.set(i, process);
    }

    int killed() {
        return killed.get();
    }

    /** How long each call of a function took that came to its end, in any process, by its log. */
    List<Duration> ownWork(String function) {
        return all.stream()
                .flatMap(process -> process.invocations(function).stream())
                .toList();
    }
}

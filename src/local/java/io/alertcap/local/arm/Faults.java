package io.alertcap.local.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The faults in force, in the order in which they were added. Thread-safe. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    /** Puts a fault into force. */
    public synchronized Faults add(Fault fault) {
        armed.add(new Armed(fault));
        return this;
    }

    /** All faults end. */
    public synchronized void clear() {
        armed.clear();
    }

    /** The faults that still wait for a request. */
    public synchronized List<Fault> inForce() {
        return armed.stream().map(one -> one.fault).toList();
    }

    /** The effects that this request meets. */
    synchronized List<Fault.Effect> meet(String method, String path) {
        List<Fault.Effect> effects = new ArrayList<>();
        for (Armed one : armed) {
            if (one.meets(method, path)) {
                effects.add(one.fault.effect());
            }
        }
        armed.removeIf(Armed::spent);
        return effects;
    }

    private static final class Armed {
        private final Fault fault;
        private final Pattern path;
        private int seen;

        Armed(Fault fault) {
            this.fault = fault;
            this.path = Pattern.compile(Pattern.quote(fault.path()).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE);
        }

        boolean meets(String method, String requestPath) {
            boolean methodFits = fault.method().equals("*")
                    || fault.method().toUpperCase(Locale.ROOT).equals(method);
            if (!methodFits || !path.matcher(requestPath).matches()) {
                return false;
            }
            seen++;
            return seen > fault.skip() && (fault.count() == 0 || seen <= fault.skip() + fault.count());
        }

        boolean spent() {
            return fault.count() > 0 && seen >= fault.skip() + fault.count();
        }
    }
}

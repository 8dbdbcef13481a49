package io.alertcap.local.host;

import java.util.Set;

/** What starts a function. */
sealed interface Trigger {
    /**
     * A request.
     *
     * @param methods in capitals; empty means all
     * @param needsKey whether the caller must show a key (authLevel FUNCTION or ADMIN)
     */
    record Http(RouteTemplate route, Set<String> methods, boolean needsKey) implements Trigger {
        public Http {
            methods = Set.copyOf(methods);
        }

        boolean allows(String method) {
            return methods.isEmpty() || methods.contains(method);
        }

        boolean clashesWith(Http other) {
            boolean shared = methods.isEmpty()
                    || other.methods.isEmpty()
                    || methods.stream().anyMatch(other.methods::contains);
            return shared && route.sameShape(other.route);
        }
    }

    /** The clock. */
    record Timer(TimerSchedule schedule) implements Trigger {}
}

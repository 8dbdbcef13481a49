package io.alertcap.capture;

import io.alertcap.capture.Machines.NoAgent;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Installs the capture agent on a machine that lacks it. What became of that is seen by admission, which looks at the
 * machine again.
 */
final class AgentSteps {
    private static final int CONFLICT = 409;

    private final Machines machines;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;

    AgentSteps(Machines machines, CaptureLedger ledger, Lifecycle lifecycle) {
        this.machines = machines;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
    }

    /**
     * Asks for the extension, if it is missing still: an earlier try of this record, another alert or a policy of Azure may
     * have been faster.
     */
    UnaryOperator<CaptureRecord> install(CaptureRecord record, Errand errand) {
        Optional<NoAgent> missing = missing(record, errand);
        if (missing.isEmpty()) {
            return r -> lifecycle.agentNotMissing(r, ledger.now());
        }
        try {
            machines.installAgent(record.target(), missing.get(), errand.budget());
        } catch (ServiceException e) {
            errand.journal().tell("agent-install-refused", "capture", record.id(), "answer", e.inWords());
            return failed(e, missing.get());
        }
        errand.journal()
                .tell(
                        "agent-install",
                        "capture",
                        record.id(),
                        "machine",
                        record.target().id().toString());
        return r -> lifecycle.agentAskedFor(r, ledger.now());
    }

    /** Empty for anything else that is seen, or cannot be seen: admission knows what to make of it. */
    private Optional<NoAgent> missing(CaptureRecord record, Errand errand) {
        try {
            return machines.look(record.target(), errand.budget()) instanceof NoAgent noAgent
                    ? Optional.of(noAgent)
                    : Optional.empty();
        } catch (ServiceException e) {
            return Optional.empty();
        }
    }

    /** A conflict passes, or shows in the next look at the machine, or lasts until the request is not worth while. */
    private UnaryOperator<CaptureRecord> failed(ServiceException e, NoAgent missing) {
        String mend = ". To mend it: " + missing.otherwise().fix();
        return switch (e.kind()) {
            case FORBIDDEN ->
                refused("the app may not install the Network Watcher extension (" + e.inWords()
                        + "). To mend it: deploy infra/ with installAgents = true, or install it yourself. "
                        + missing.otherwise().fix());
            case INVALID ->
                e.status() == CONFLICT
                        ? later(e)
                        : refused("the Network Watcher extension cannot be installed: " + e.inWords() + mend);
            case BUSY, LIMIT, NOT_FOUND, EXISTS, UNCERTAIN -> later(e);
        };
    }

    private UnaryOperator<CaptureRecord> refused(String reason) {
        return r -> lifecycle.refused(r, reason, ledger.now());
    }

    private UnaryOperator<CaptureRecord> later(ServiceException e) {
        return r -> {
            Instant now = ledger.now();
            return lifecycle.agentNotAskedFor(r, e.inWords(), e.retryAfter(), now);
        };
    }
}

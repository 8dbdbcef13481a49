package io.alertcap.capture;

import java.util.concurrent.Executor;

/**
 * The capture room, put together: give it the ports, and take alerts in and rounds out.
 *
 * @param intake where alerts come in
 * @param orders where operators' wishes come in
 * @param monitor what the timer runs
 */
public record Captures(AlertIntake intake, OperatorOrders orders, CaptureMonitor monitor) {
    /**
     * Wires the room.
     *
     * @param keeping where and with what evidence is kept
     * @param executor runs what a caller may not be able to wait for
     * @param helpers work beside a round of the monitor, which does alone what they have no time for
     * @param instance a name that no other process has
     */
    public static Captures of(
            CapturePolicy policy,
            CaptureLedger ledger,
            Machines machines,
            NetworkWatchers watchers,
            CaptureFiles files,
            CaseKeeping keeping,
            StorageAccounts accounts,
            Notifier notifier,
            Executor executor,
            Executor helpers,
            String instance) {
        Lifecycle lifecycle = new Lifecycle(policy, notifier.destinations());
        CaseBook cases = new CaseBook(keeping, ledger, lifecycle);
        Slots slots = new Slots(ledger);
        RecentLists lists = new RecentLists();
        Hands hands = new Hands(helpers);
        CaptureWatch watch = new CaptureWatch(ledger, watchers, notifier, policy, lists, hands);
        SessionSteps sessions = new SessionSteps(watchers, ledger, lifecycle, policy);
        Admission admission = new Admission(
                machines, watchers, files, new StorageFit(accounts, policy), ledger, lifecycle, policy, slots, lists);
        FileRemoval removal = new FileRemoval(ledger, lifecycle, files);
        Purge purge = new Purge(ledger, lifecycle, policy, files, keeping.files(), removal, instance);
        CaptureEngine engine = new CaptureEngine(
                ledger,
                lifecycle,
                admission,
                new AgentSteps(machines, ledger, lifecycle),
                sessions,
                new FileSteps(files, ledger, lifecycle),
                new Messages(notifier, ledger, lifecycle),
                slots,
                cases,
                instance);
        return new Captures(
                new AlertIntake(ledger, engine, admission, lifecycle, policy, watch, cases, executor),
                new OperatorOrders(ledger, engine, admission, lifecycle, policy, cases, removal),
                new CaptureMonitor(ledger, engine, lifecycle, sessions, slots, watch, purge, hands));
    }
}

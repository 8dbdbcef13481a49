package io.alertcap.capture;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.StorageAccount.Misfit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the storage account of a region can take captures, remembered for a while so that a warm alert does not ask. Only
 * what is seen to be wrong keeps a capture from being tried: an account that cannot be read in time is taken to be well.
 * Safe for use by several threads.
 */
final class StorageFit {
    /** Accounts are hardly ever changed; what would be missed by then, the service itself reports. */
    static final Duration REMEMBER_FIT = Duration.ofMinutes(10);

    /** Short, so that the answer to "mend it, then try again" is not a wait. */
    static final Duration REMEMBER_OTHER = Duration.ofMinutes(1);

    /** Longer than Resource Manager takes for one resource, and short beside the time in which an alert is answered. */
    static final Duration PATIENCE = Duration.ofMillis(1500);

    private final StorageAccounts accounts;
    private final CapturePolicy policy;
    private final Map<Region, Reading> readings = new ConcurrentHashMap<>();

    StorageFit(StorageAccounts accounts, CapturePolicy policy) {
        this.accounts = accounts;
        this.policy = policy;
    }

    /**
     * What is known of a region's account.
     *
     * @param misfit why it takes no captures; null if nothing is in the way as far as is known
     * @param unread why it is not known; null if it is
     */
    record Verdict(@Nullable Misfit misfit, @Nullable String unread) {
        static final Verdict FITS = new Verdict(null, null);
    }

    private record Reading(Instant at, FutureTask<Verdict> task) {
        boolean holds(Instant now) {
            boolean fits = task.isDone() && now(task).equals(Verdict.FITS);
            return now.isBefore(at.plus(fits ? REMEMBER_FIT : REMEMBER_OTHER));
        }

        private static Verdict now(FutureTask<Verdict> done) {
            return result(done, Duration.ZERO);
        }
    }

    /**
     * Reads the accounts of all regions, once: of a process that was just started, it is not known yet which will be asked
     * for. Later each is read when a capture needs it.
     */
    void expect(Instant now, TimeBudget budget) {
        if (readings.isEmpty()) {
            policy.storageAccounts().keySet().forEach(region -> of(region, now, budget));
        }
    }

    /** What is known of the account of a region that has one. */
    Verdict of(Region region, Instant now, TimeBudget budget) {
        Optional<ResourceId> account = policy.accountFor(region);
        if (account.isEmpty()) {
            return Verdict.FITS;
        }
        TimeBudget patience = budget.within(PATIENCE);
        Reading reading = readings.compute(
                region,
                (any, known) -> known != null && known.holds(now)
                        ? known
                        : new Reading(now, new FutureTask<>(() -> read(region, account.get(), patience))));
        // Whoever comes first reads; for everybody else this does nothing.
        reading.task().run();
        return result(reading.task(), patience.left());
    }

    private Verdict read(Region region, ResourceId id, TimeBudget budget) {
        try {
            return accounts.find(id, budget)
                    .map(account -> account.misfit(region))
                    .orElseGet(() -> Optional.of(StorageAccount.missing(id, region)))
                    .map(misfit -> new Verdict(misfit, null))
                    .orElse(Verdict.FITS);
        } catch (ServiceException e) {
            return unread(id.name() + " could not be read: " + e.inWords());
        }
    }

    private static Verdict result(FutureTask<Verdict> task, Duration wait) {
        try {
            return task.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return unread("the storage account could not be read in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unread("the app is being stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException("Reading a storage account failed in the app itself", e.getCause());
        }
    }

    private static Verdict unread(String why) {
        return new Verdict(null, why);
    }
}

package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The storage accounts and security rules around machines: all is well until it is said otherwise. Thread-safe. */
public final class FakeSurroundings implements StorageAccounts, FlowChecks {
    private final Map<String, String> denied = new HashMap<>();
    private @Nullable StorageAccount account = fitting();
    private @Nullable ServiceException accountFails;
    private @Nullable ServiceException flowsFail;
    private int asked;

    /** An account in which nothing is wrong, wherever it is. */
    public static StorageAccount fitting() {
        return new StorageAccount(
                CapturePolicies.ACCOUNT,
                null,
                "Standard_LRS",
                true,
                StorageAccount.Access.ALL,
                "https://cap.blob.core.windows.net/");
    }

    /** Every account is this one; null for none. */
    public synchronized void account(@Nullable StorageAccount value) {
        account = value;
    }

    public synchronized void accountFails(@Nullable ServiceException words) {
        accountFails = words;
    }

    public synchronized void flowsFail(ServiceException words) {
        flowsFail = words;
    }

    public synchronized void deny(String host, String rule) {
        denied.put(host, rule);
    }

    /** How often an account was asked for. */
    public synchronized int asked() {
        return asked;
    }

    /** As the doctor has it. */
    public Doctor doctor(CapturePolicy policy, CaptureLedger ledger, FakeAzure azure, CaptureFiles files) {
        return new Doctor(
                policy, ledger, () -> new Doctor.Azure(azure, azure, this, this, false), files, Runnable::run);
    }

    @Override
    public synchronized Optional<StorageAccount> find(ResourceId id, TimeBudget budget) {
        asked++;
        if (accountFails != null) {
            throw accountFails;
        }
        return Optional.ofNullable(account);
    }

    @Override
    public synchronized Source source(ResourceId machine, TimeBudget budget) {
        if (flowsFail != null) {
            throw flowsFail;
        }
        return new Source(machine, machine, "10.0.0.4");
    }

    @Override
    public synchronized Verdict verify(Watcher watcher, Source source, Destination destination, TimeBudget budget) {
        String rule = denied.get(destination.host());
        return new Verdict(
                destination.host(), rule == null, Objects.requireNonNullElse(rule, "defaultSecurityRules/AllowAll"));
    }
}

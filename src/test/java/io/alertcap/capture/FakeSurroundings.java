package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The storage accounts, security rules and alert rules around machines: all is well until it is said otherwise. Thread-safe. */
public final class FakeSurroundings implements StorageAccounts, FlowChecks, AlertRules {
    public static final ResourceId ACTION_GROUP = CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
            + "/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture");

    private final Map<String, String> denied = new HashMap<>();
    private @Nullable StorageAccount account = fitting();
    private @Nullable ServiceException accountFails;
    private @Nullable ServiceException flowsFail;
    private List<AlertRule> rules = List.of();
    private @Nullable ServiceException rulesFail;
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

    /** All alert rules that call the app. */
    public synchronized void rules(AlertRule... value) {
        rules = List.of(value);
    }

    public synchronized void rulesFail(ServiceException words) {
        rulesFail = words;
    }

    public synchronized void deny(String host, String rule) {
        denied.put(host, rule);
    }

    /** How often an account was asked for. */
    public synchronized int asked() {
        return asked;
    }

    /** As the doctor has it; it is told of the one action group that calls the app. */
    public Doctor doctor(CapturePolicy policy, CaptureLedger ledger, FakeAzure azure, CaptureFiles files) {
        return doctor(policy, Set.of(ACTION_GROUP), ledger, azure, files, Runnable::run);
    }

    Doctor doctor(
            CapturePolicy policy,
            Set<ResourceId> actionGroups,
            CaptureLedger ledger,
            FakeAzure azure,
            CaptureFiles files,
            Executor executor) {
        return new Doctor(
                policy,
                actionGroups,
                ledger,
                () -> new Doctor.Azure(azure, azure, this, this, this, false),
                files,
                executor);
    }

    @Override
    public synchronized List<AlertRule> calling(Set<ResourceId> actionGroups, String subscription, TimeBudget budget) {
        if (rulesFail != null) {
            throw rulesFail;
        }
        return rules;
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

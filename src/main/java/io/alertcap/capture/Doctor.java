package io.alertcap.capture;

import io.alertcap.alert.MachineKind;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.FlowChecks.Destination;
import io.alertcap.capture.FlowChecks.Source;
import io.alertcap.capture.FlowChecks.Verdict;
import io.alertcap.capture.Machines.AgentUnderWay;
import io.alertcap.capture.Machines.NoAgent;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.Machines.Sound;
import io.alertcap.capture.StorageAccount.Misfit;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Would a capture succeed now, and if not, what is the one thing to mend? Asks what a capture would ask, and nothing that
 * changes anything. What depends on something that is wrong is skipped, so that one fault is one finding. Whatever Azure
 * does, the answer comes within the budget; what could not be seen by then is unknown.
 */
public final class Doctor {
    /** A name that no capture of ours has, since ours hold an id: asking for its status shows whether we may ask. */
    private static final String NOBODY = "alertcap-doctor";

    private static final String ROLES = "give the app's identity the roles of infra/ where the resource is (deploy"
            + " infra/ again); a new role takes some minutes to arrive";
    private static final String AGAIN = "ask again in a minute; if it stays so, look at Azure's status";

    private static final String WATCHER = "watcher";
    private static final String CAPTURES = "captures";
    private static final String LIMIT = "limit";
    private static final String STORAGE = "storage";
    private static final String FILES = "files";
    private static final String REACH = "reach";
    private static final String RULES = "rules";
    private static final String LEDGER = "ledger";
    private static final String NO_WATCHER = " has no Network Watcher.";
    private static final String IDENTITY = "identity";
    private static final String WELL = "Nothing is wrong with it.";

    /** What the agent needs beside storage: learn.microsoft.com/azure/network-watcher/packet-capture-manage. */
    private static final List<Destination> PLATFORM = List.of(
            new Destination("instance metadata", "169.254.169.254", 80),
            new Destination("the platform's agent service", "168.63.129.16", 8037));

    private final CapturePolicy policy;
    private final Set<ResourceId> actionGroups;
    private final CaptureLedger ledger;
    private final Supplier<Azure> azure;
    private final CaptureFiles files;
    private final Executor executor;

    /**
     * What is asked; nothing in it may remember an earlier answer.
     *
     * @param createsWatchers whether the first capture makes a watcher where there is none
     */
    public record Azure(
            Machines machines,
            NetworkWatchers watchers,
            StorageAccounts accounts,
            FlowChecks flows,
            AlertRules rules,
            boolean createsWatchers) {}

    /**
     * @param actionGroups those that call the app; empty if it is not told which
     * @param azure made anew for each examination, so that nothing old is believed
     * @param executor runs what may take longer than there is time
     */
    public Doctor(
            CapturePolicy policy,
            Set<ResourceId> actionGroups,
            CaptureLedger ledger,
            Supplier<Azure> azure,
            CaptureFiles files,
            Executor executor) {
        this.policy = policy;
        this.actionGroups = Set.copyOf(actionGroups);
        this.ledger = ledger;
        this.azure = azure;
        this.files = files;
        this.executor = executor;
    }

    /**
     * The whole deployment: ledger, monitor, identity, for each region its watcher, limit and storage account, and the
     * machines that alert rules can hit.
     */
    public List<Check> deployment(TimeBudget budget) {
        Azure asked = azure.get();
        List<Pending> pending = new ArrayList<>();
        pending.add(aside(LEDGER, null, this::ledger));
        policy.storageAccounts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey((a, b) -> a.name().compareTo(b.name())))
                .forEach(entry -> {
                    Region region = entry.getKey();
                    pending.add(aside(
                            STORAGE,
                            region.name(),
                            () -> storage(asked, region, entry.getValue(), budget)
                                    .checks()));
                    subscriptions()
                            .forEach(subscription -> pending.add(aside(
                                    WATCHER,
                                    where(subscription, region),
                                    () -> lenient(watcher(asked, subscription, region, budget)
                                            .checks()))));
                });
        pending.addAll(rules(asked, budget));
        List<Check> seen = new ArrayList<>();
        pending.forEach(each -> seen.addAll(each.within(budget)));
        return withIdentity(withoutEchoes(seen));
    }

    /** With several subscriptions, one without a watcher in a region may have no machine there either. */
    private List<Check> lenient(List<Check> checks) {
        return subscriptions().size() == 1
                ? checks
                : checks.stream()
                        .map(check -> check.name().equals(WATCHER)
                                        && check.state() == Check.State.WRONG
                                        && check.evidence().endsWith(NO_WATCHER)
                                ? Check.skipped(WATCHER, check.about(), check.evidence())
                                : check)
                        .toList();
    }

    /** One machine: may it be captured, can it be, and would its file arrive? */
    public List<Check> machine(MachineTarget machine, TimeBudget budget) {
        List<Check> seen = new ArrayList<>(scope(machine));
        if (isWrong(seen)) {
            return seen;
        }
        Azure asked = azure.get();
        Pending ledgerSeen = aside(LEDGER, null, this::ledger);
        Looked looked = new Looked();
        seen.addAll(aside("machine", null, () -> look(asked, machine, looked, budget))
                .within(budget));
        Sound sound = looked.sound;
        if (sound != null) {
            seen.addAll(around(asked, machine, sound, budget));
        } else {
            Stream.of(STORAGE, WATCHER, REACH)
                    .forEach(name -> seen.add(Check.skipped(name, null, "it is looked at when the machine is ready")));
        }
        seen.addAll(ledgerSeen.within(budget));
        return withIdentity(withoutEchoes(seen));
    }

    // ---- the app itself -----------------------------------------------------------------------------------------

    private List<Check> ledger() {
        Optional<TickReport> tick;
        try {
            tick = ledger.lastTick();
        } catch (CaptureException e) {
            return List.of(
                    Check.wrong(
                            LEDGER,
                            "AzureWebJobsStorage",
                            "The ledger does not answer: " + e.getMessage(),
                            "see that the account of AzureWebJobsStorage is there, and that the app's identity is Storage"
                                    + " Blob Data Owner on it"),
                    Check.skipped("monitor", null, "it is read from the ledger"));
        }
        Check read = Check.ok(LEDGER, null, "It answers.");
        Instant now = ledger.now();
        boolean late = tick.isEmpty() || tick.get().isLate(now);
        String when = tick.map(report -> "The last round ended at " + report.at() + ".")
                .orElse("The monitor has not run yet.");
        return List.of(
                read,
                late
                        ? Check.wrong(
                                "monitor",
                                "ALERTCAP_MONITOR_SCHEDULE",
                                when,
                                "see that the function MonitorCaptures is there and enabled, and that the setting is a"
                                        + " schedule")
                        : Check.ok("monitor", null, when));
    }

    /** Slots are counted in the ledger: one that does not answer is one finding. */
    private static List<Check> withoutEchoes(List<Check> seen) {
        boolean silent =
                seen.stream().anyMatch(check -> check.name().equals(LEDGER) && check.state() != Check.State.OK);
        return seen.stream()
                .map(check -> silent && check.name().equals(LIMIT) && check.state() == Check.State.UNKNOWN
                        ? Check.skipped(LIMIT, check.about(), "it is counted in the ledger")
                        : check)
                .toList();
    }

    /** Any answer but "who are you" shows that the identity is taken; the same refusal of every call is one finding. */
    private static List<Check> withIdentity(List<Check> seen) {
        List<Check> result = new ArrayList<>();
        List<Check> refused =
                seen.stream().filter(check -> check.name().equals(IDENTITY)).toList();
        boolean answered = seen.stream()
                .anyMatch(check ->
                        !Stream.of(LEDGER, "monitor", FILES, "scope").toList().contains(check.name())
                                && (check.state() == Check.State.OK || check.state() == Check.State.WRONG));
        if (!refused.isEmpty()) {
            result.add(refused.get(0));
        } else if (answered) {
            result.add(Check.ok(IDENTITY, null, "Azure Resource Manager knows the app's identity."));
        } else {
            result.add(Check.unknown(IDENTITY, null, "No call to Azure Resource Manager was answered.", AGAIN));
        }
        seen.stream().filter(check -> !check.name().equals(IDENTITY)).forEach(result::add);
        return result;
    }

    // ---- the machine --------------------------------------------------------------------------------------------

    private List<Check> scope(MachineTarget machine) {
        if (!policy.allows(machine)) {
            return List.of(Check.wrong(
                    "scope",
                    "ALERTCAP_SCOPES",
                    machine.id() + " lies outside ALERTCAP_SCOPES.",
                    "add its subscription or resource group there, if its packets may be captured"));
        }
        Check inside = Check.ok("scope", null, "The machine lies in ALERTCAP_SCOPES.");
        return machine.isAksNode()
                ? List.of(inside, Check.wrong("machine", null, MachineTarget.AKS_NODE, "capture inside the cluster"))
                : List.of(inside);
    }

    /** What a look at the machine brought, beside its checks. Written before the checks are handed over. */
    private static final class Looked {
        private volatile @Nullable Sound sound;
    }

    private List<Check> look(Azure asked, MachineTarget machine, Looked looked, TimeBudget budget) {
        Machines.Condition condition;
        try {
            condition = asked.machines().look(machine, budget);
        } catch (ServiceException e) {
            return List.of(failure("machine", null, "the machine", e));
        }
        if (condition instanceof NoAgent noAgent && !policy.installsAgents()) {
            condition = noAgent.otherwise();
        }
        if (condition instanceof Sound sound) {
            looked.sound = sound;
            return Stream.of(Part.values())
                    .map(part -> Check.ok(name(part), null, evidence(part, sound)))
                    .toList();
        }
        NotReady notReady = (NotReady) condition;
        return Stream.of(Part.values())
                .map(part -> {
                    int order = part.compareTo(notReady.part());
                    if (order < 0) {
                        return Check.ok(name(part), null, WELL);
                    }
                    return order == 0
                            ? Check.wrong(name(part), null, notReady.reason(), notReady.fix())
                            : Check.skipped(name(part), null, "it is looked at after " + name(notReady.part()));
                })
                .toList();
    }

    private static String evidence(Part part, Sound machine) {
        if (part == Part.MACHINE) {
            return "It is there, in " + machine.region().name() + ", with " + machine.os() + ".";
        }
        if (part == Part.AGENT && machine instanceof AgentUnderWay underWay) {
            return underWay.reason() + " A capture waits for it.";
        }
        return part == Part.AGENT && machine instanceof NoAgent
                ? "It is not installed. The first capture has it installed, as ALERTCAP_AGENT_INSTALL says, and waits for"
                        + " it; whether the app may do that shows only then."
                : WELL;
    }

    private static String name(Part part) {
        return switch (part) {
            case MACHINE -> "machine";
            case POWER -> "power";
            case EXTENSIONS -> "extensions";
            case GUEST_AGENT -> "guestAgent";
            case AGENT -> "agent";
        };
    }

    /** What lies around a machine that is ready: its file's account, its watcher, and the way between. */
    private List<Check> around(Azure asked, MachineTarget machine, Sound sound, TimeBudget budget) {
        Region region = sound.region();
        Optional<ResourceId> account = policy.accountFor(region);
        StorageSeen[] stored = {new StorageSeen(List.of(), null)};
        WatcherSeen[] watched = {new WatcherSeen(List.of(), null)};
        Pending storage = aside(STORAGE, region.name(), () -> {
            stored[0] = account.map(id -> storage(asked, region, id, budget))
                    .orElseGet(() -> new StorageSeen(List.of(noAccount(sound)), null));
            return stored[0].checks();
        });
        Pending watcher = aside(WATCHER, region.name(), () -> {
            watched[0] = watcher(asked, machine.id().subscriptionId(), region, budget);
            return watched[0].checks();
        });
        List<Check> seen = new ArrayList<>(storage.within(budget));
        seen.addAll(watcher.within(budget));
        if (isWrong(seen)) {
            seen.add(Check.skipped(REACH, null, "it is looked at when storage and watcher are well"));
            return seen;
        }
        seen.addAll(reach(asked, machine, watched[0].watcher(), stored[0].account(), budget));
        return seen;
    }

    private Check noAccount(Sound machine) {
        return policy.keepsCopyOn(machine.os())
                ? Check.ok(STORAGE, null, "Captures of this region stay on the machine.")
                : Check.wrong(
                        STORAGE,
                        "ALERTCAP_STORAGE_ACCOUNTS",
                        "No storage account takes captures of region "
                                + machine.region().name() + ".",
                        "add " + machine.region().name() + "=<account id> to ALERTCAP_STORAGE_ACCOUNTS");
    }

    // ---- storage ------------------------------------------------------------------------------------------------

    private record StorageSeen(List<Check> checks, @Nullable StorageAccount account) {}

    private StorageSeen storage(Azure asked, Region region, ResourceId id, TimeBudget budget) {
        Optional<StorageAccount> found;
        try {
            found = asked.accounts().find(id, budget);
        } catch (ServiceException e) {
            return new StorageSeen(
                    List.of(
                            failure(STORAGE, region.name(), "storage account " + id.name(), e),
                            Check.skipped(FILES, region.name(), "it is looked at when the account could be read")),
                    null);
        }
        Optional<Misfit> misfit = found.map(account -> account.misfit(region))
                .orElseGet(() -> Optional.of(StorageAccount.missing(id, region)));
        if (misfit.isPresent()) {
            return new StorageSeen(
                    List.of(
                            Check.wrong(
                                    STORAGE,
                                    "ALERTCAP_STORAGE_ACCOUNTS",
                                    misfit.get().reason() + ".",
                                    misfit.get().fix()),
                            Check.skipped(FILES, region.name(), "it is looked at when the account is the right one")),
                    null);
        }
        StorageAccount account = found.get();
        String rules = account.access() == StorageAccount.Access.SOME
                ? " Its rules let some networks in; whether the machine's is among them is not known here."
                : "";
        return new StorageSeen(
                List.of(
                        Check.ok(
                                STORAGE,
                                region.name(),
                                id.name() + " is Standard, in the region, and takes shared access signatures." + rules),
                        files(region, id, budget)),
                account);
    }

    private Check files(Region region, ResourceId account, TimeBudget budget) {
        try {
            files.find(account, files.url(account, policy.container() + "/" + NOBODY + ".cap"), budget);
            return Check.ok(FILES, region.name(), "The app may read capture files there.");
        } catch (CaptureException e) {
            return Check.wrong(
                    FILES,
                    region.name(),
                    "The app cannot read capture files in " + account.name() + ": " + e.getMessage(),
                    "make its identity Storage Blob Data Reader on the account, and let the app's network in");
        }
    }

    // ---- the watcher --------------------------------------------------------------------------------------------

    private record WatcherSeen(List<Check> checks, @Nullable Watcher watcher) {}

    private WatcherSeen watcher(Azure asked, String subscription, Region region, TimeBudget budget) {
        String about = where(subscription, region);
        List<Check> checks = new ArrayList<>();
        Optional<Watcher> found;
        try {
            found = asked.watchers().find(subscription, region, budget);
        } catch (ServiceException e) {
            checks.add(failure(WATCHER, about, "the list of Network Watchers", e));
            skip(checks, about, "it is looked at when the watcher is known");
            return new WatcherSeen(checks, null);
        }
        if (found.isEmpty()) {
            checks.add(absent(asked, subscription, region));
            skip(checks, about, "there is no watcher");
            return new WatcherSeen(checks, null);
        }
        Watcher watcher = found.get();
        checks.add(Check.ok(WATCHER, about, watcher.id().toString()));
        captures(asked, watcher, about, checks, budget);
        return new WatcherSeen(checks, watcher);
    }

    private Check absent(Azure asked, String subscription, Region region) {
        String about = where(subscription, region);
        if (asked.createsWatchers()) {
            return Check.ok(WATCHER, about, "There is none; the first capture makes one.");
        }
        return Check.wrong(
                WATCHER,
                about,
                "Region " + region.name() + " of subscription " + subscription + NO_WATCHER,
                "az network watcher configure --resource-group NetworkWatcherRG --locations " + region.name()
                        + " --enabled true --subscription " + subscription
                        + ", or set ALERTCAP_CREATE_WATCHER_IN, with which the first capture makes one");
    }

    private static void skip(List<Check> checks, String about, String why) {
        checks.add(Check.skipped(CAPTURES, about, why));
        checks.add(Check.skipped(LIMIT, about, why));
    }

    private void captures(Azure asked, Watcher watcher, String about, List<Check> checks, TimeBudget budget) {
        List<PacketCaptureSession> sessions;
        try {
            sessions = asked.watchers().sessions(watcher, budget);
            asked.watchers().status(watcher, NOBODY, budget);
        } catch (ServiceException e) {
            checks.add(failure(CAPTURES, about, "packet captures", e));
            checks.add(Check.skipped(LIMIT, about, "it is counted when captures can be read"));
            return;
        }
        checks.add(Check.ok(
                CAPTURES, about, "The app may list captures (" + sessions.size() + ") and ask for their status."));
        try {
            Instant now = ledger.now();
            SlotBook book = ledger.slots(watcher.key()).value().listed(sessions, now);
            int foreign = book.countedForeign(now);
            int ours = book.holders().size();
            String counted =
                    (ours + foreign) + " of " + policy.limit() + " (" + ours + " ours, " + foreign + " of others)";
            checks.add(
                    ours + foreign < policy.limit()
                            ? Check.ok(LIMIT, about, counted)
                            : Check.wrong(
                                    LIMIT,
                                    about,
                                    "The limit of captures is reached: " + counted + ".",
                                    "wait for them to end, raise ALERTCAP_CAPTURE_LIMIT, or delete captures of others"
                                            + " that have ended: az network watcher packet-capture list --location "
                                            + watcher.region().name()));
        } catch (CaptureException e) {
            checks.add(Check.unknown(LIMIT, about, "The ledger does not answer: " + e.getMessage(), AGAIN));
        }
    }

    // ---- who calls ----------------------------------------------------------------------------------------------

    private List<Pending> rules(Azure asked, TimeBudget budget) {
        if (actionGroups.isEmpty()) {
            Check untold = Check.skipped(
                    RULES, null, "the app is not told which action groups call it (ALERTCAP_ACTION_GROUPS)");
            return List.of(new Pending(RULES, null, CompletableFuture.completedFuture(List.of(untold))));
        }
        // An action group can be named by rules of any subscription; those that hold machines, and its own, are looked
        // at.
        return Stream.concat(
                        subscriptions().stream(),
                        actionGroups.stream()
                                .map(group -> group.subscriptionId().toLowerCase(Locale.ROOT)))
                .distinct()
                .map(subscription -> aside(RULES, subscription, () -> rules(asked, subscription, budget)))
                .toList();
    }

    private List<Check> rules(Azure asked, String subscription, TimeBudget budget) {
        List<AlertRule> rules;
        try {
            rules = asked.rules().calling(actionGroups, subscription, budget);
        } catch (ServiceException e) {
            return List.of(unpermitted(RULES, subscription, "alert rules", "read alert rules", "readAlertRules", e));
        }
        if (rules.isEmpty()) {
            return List.of(Check.skipped(
                    RULES, subscription, "no alert rule of this subscription that is switched on calls the app"));
        }
        List<Check> checks = new ArrayList<>();
        rules.forEach(rule -> checks.add(rule(rule)));
        // Regions with an account are looked at as such.
        rules.stream()
                .filter(rule -> rule.region() != null && policy.keepsCopies())
                .flatMap(rule -> rule.scopes().stream()
                        .filter(policy::touches)
                        .map(scope ->
                                Map.entry(rule.region(), scope.subscriptionId().toLowerCase(Locale.ROOT))))
                .filter(place -> !policy.storageAccounts().containsKey(place.getKey()))
                .distinct()
                .forEach(place -> checks.addAll(
                        watcher(asked, place.getValue(), place.getKey(), budget).checks()));
        return checks;
    }

    /** Whether an alert of the rule can become a capture: it names a machine, in scope, whose packets have a place to go. */
    private Check rule(AlertRule rule) {
        String about = rule.id().name();
        if (!rule.namesMachine()) {
            return Check.wrong(
                    RULES,
                    about,
                    "The " + rule.inWords() + " calls the app, and its alerts name no machine.",
                    rule.kind() == AlertRule.Kind.LOG
                            ? "split it by the column _ResourceId, so that each alert carries the machine's resource id"
                            : "take the app's action group out of it");
        }
        List<ResourceId> places =
                rule.scopes().stream().filter(AlertRule::isPlace).toList();
        if (!places.isEmpty() && places.stream().noneMatch(policy::touches)) {
            return Check.wrong(
                    RULES,
                    about,
                    "The " + rule.inWords() + " is about machines that lie outside ALERTCAP_SCOPES: " + listed(places)
                            + ".",
                    "add their subscription or resource group there, if their packets may be captured");
        }
        Region region = rule.region();
        if (region != null && policy.accountFor(region).isEmpty() && !policy.keepsCopies()) {
            return Check.wrong(
                    RULES,
                    about,
                    "The " + rule.inWords() + " is about machines in " + region.name()
                            + ", and no storage account takes captures of that region.",
                    "add " + region.name() + "=<account id> to ALERTCAP_STORAGE_ACCOUNTS");
        }
        return Check.ok(RULES, about, "The " + rule.inWords() + " can hit " + machines(rule, places) + ".");
    }

    private static String machines(AlertRule rule, List<ResourceId> places) {
        Region region = rule.region();
        if (places.isEmpty()) {
            return "each machine that " + listed(rule.scopes()) + " tells of";
        }
        return (places.stream().allMatch(place -> MachineTarget.of(place).isPresent()) ? "" : "machines in ")
                + listed(places)
                + (region == null ? "; it names no region" : ", region " + region.name());
    }

    /** The first few; a rule may watch very many. */
    private static String listed(List<ResourceId> places) {
        int shown = 5;
        return places.stream().limit(shown).map(ResourceId::toString).collect(Collectors.joining(", "))
                + (places.size() > shown ? " and " + (places.size() - shown) + " more" : "");
    }

    // ---- the way ------------------------------------------------------------------------------------------------

    private List<Check> reach(
            Azure asked,
            MachineTarget machine,
            @Nullable Watcher watcher,
            @Nullable StorageAccount account,
            TimeBudget budget) {
        if (machine.kind() == MachineKind.SCALE_SET) {
            return List.of(
                    Check.skipped(REACH, null, "it is verified for machines only, not for instances of a scale set"));
        }
        if (watcher == null) {
            return List.of(Check.skipped(REACH, null, "it is looked at when the watcher is known"));
        }
        Source[] source = new Source[1];
        List<Check> unseen = aside(REACH, null, () -> {
                    try {
                        source[0] = asked.flows().source(machine.id(), budget);
                        return List.of();
                    } catch (ServiceException e) {
                        return List.of(unverified(null, e));
                    }
                })
                .within(budget);
        Source from = source[0];
        if (from == null) {
            return unseen;
        }
        List<Pending> pending = Stream.concat(storageDestination(account).stream(), PLATFORM.stream())
                .map(destination -> aside(
                        REACH, about(destination), () -> List.of(reach(asked, watcher, from, destination, budget))))
                .toList();
        List<Check> seen = new ArrayList<>();
        pending.forEach(each -> seen.addAll(each.within(budget)));
        return seen;
    }

    private static Check reach(Azure asked, Watcher watcher, Source from, Destination destination, TimeBudget budget) {
        String about = about(destination);
        Verdict verdict;
        try {
            verdict = asked.flows().verify(watcher, from, destination, budget);
        } catch (ServiceException e) {
            return unverified(about, e);
        }
        String flow = "TCP from " + from.address() + " to " + verdict.address() + ":" + destination.port() + " ("
                + destination.purpose() + ")";
        String by = verdict.rule() == null ? "" : " by the rule " + verdict.rule();
        return verdict.allowed()
                ? Check.ok(REACH, about, flow + " is allowed" + by + ".")
                : Check.wrong(
                        REACH,
                        about,
                        flow + " is denied" + by + ".",
                        "allow outbound TCP to " + verdict.address() + " on port " + destination.port()
                                + " in the network security group of the machine's interface or subnet, before that rule"
                                + (destination.port() == 443 ? "; the service tag Storage names all of storage" : ""));
    }

    private static Check unverified(@Nullable String about, ServiceException e) {
        return unpermitted(REACH, about, "the way to it", "verify flows", "verifyFlows", e);
    }

    /** Some rights are given on request only; without them a capture works all the same. */
    private static Check unpermitted(
            String name, @Nullable String about, String what, String right, String request, ServiceException e) {
        return e.kind() == ServiceException.Kind.FORBIDDEN && e.status() == 403
                ? Check.skipped(
                        name,
                        about,
                        "the app may not " + right + "; deploy infra/ with " + request + " = true to allow it")
                : failure(name, about, what, e);
    }

    private static String about(Destination destination) {
        return destination.host() + ":" + destination.port();
    }

    private static List<Destination> storageDestination(@Nullable StorageAccount account) {
        if (account == null || account.blobEndpoint() == null) {
            return List.of();
        }
        try {
            URI endpoint = URI.create(account.blobEndpoint());
            return endpoint.getHost() == null
                    ? List.of()
                    : List.of(new Destination(
                            "storage", endpoint.getHost(), endpoint.getPort() < 0 ? 443 : endpoint.getPort()));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    // ---- asking -------------------------------------------------------------------------------------------------

    private List<String> subscriptions() {
        return policy.scopes().stream()
                .map(ResourceId::subscriptionId)
                .map(id -> id.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private static String where(String subscription, Region region) {
        return region.name() + " of " + subscription.toLowerCase(Locale.ROOT);
    }

    private static boolean isWrong(List<Check> checks) {
        return checks.stream().anyMatch(check -> check.state() == Check.State.WRONG);
    }

    /** What a failed call means: a missing right or an identity that is refused is wrong, no answer is no finding. */
    private static Check failure(String name, @Nullable String about, String what, ServiceException e) {
        return switch (e.kind()) {
            case FORBIDDEN ->
                e.status() == 403
                        ? Check.wrong(name, about, "The app may not read " + what + ": " + e.inWords(), ROLES)
                        : Check.wrong(
                                IDENTITY,
                                null,
                                "Azure refuses the app's identity: " + e.inWords(),
                                "see that the app has the identity that AZURE_CLIENT_ID names, and that it was not"
                                        + " deleted");
            case NOT_FOUND, INVALID, EXISTS ->
                Check.wrong(
                        name,
                        about,
                        "Azure cannot show " + what + ": " + e.inWords(),
                        "see that the subscription and the resource are there");
            case BUSY, LIMIT, UNCERTAIN ->
                Check.unknown(name, about, "Azure does not show " + what + ": " + e.inWords(), AGAIN);
        };
    }

    private Pending aside(String name, @Nullable String about, Supplier<List<Check>> work) {
        return new Pending(name, about, CompletableFuture.supplyAsync(work, executor));
    }

    /** Checks that are being made, and what to say if they are not there in time. */
    private record Pending(String name, @Nullable String about, CompletableFuture<List<Check>> checks) {
        List<Check> within(TimeBudget budget) {
            try {
                return checks.get(budget.left().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return List.of(Check.unknown(name, about, "There was no time left to look.", AGAIN));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CaptureException cause) {
                    return List.of(Check.unknown(name, about, String.valueOf(cause.getMessage()), AGAIN));
                }
                throw new IllegalStateException("A check failed in the app itself: " + name, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of(Check.unknown(name, about, "The app is being stopped.", AGAIN));
            }
        }
    }
}

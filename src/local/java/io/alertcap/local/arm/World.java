package io.alertcap.local.arm;

import io.alertcap.local.agent.CaptureUploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All resources there are. Whoever reads or changes it holds its monitor, so that a request sees and leaves a whole
 * state; only uploads run outside, since they take time.
 */
final class World {
    private final Behaviour behaviour;
    private final Map<String, Map<String, Group>> groups = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Watcher> watchers = new LinkedHashMap<>();
    private final Map<String, VirtualMachine> machines = new LinkedHashMap<>();
    private final Map<String, ScaleSetState> scaleSets = new LinkedHashMap<>();
    private final Map<String, StorageAccount> accounts = new LinkedHashMap<>();
    private final Map<String, AlertRule> rules = new LinkedHashMap<>();
    private final List<Denial> denials = new ArrayList<>();
    private final List<Session> deleted = new ArrayList<>();
    private @Nullable List<Grant> grants;
    private @Nullable RuntimeException lastUploadFailure;

    World(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    private record Denial(String machine, String rule, String address, String port) {}

    /** Ends the state in which everything is allowed. */
    synchronized void grantOnly(List<Grant> newGrants) {
        grants = List.copyOf(newGrants);
    }

    synchronized boolean allows(ArmAction action) {
        return grants == null || grants.stream().anyMatch(grant -> grant.allows(action));
    }

    /** A security rule keeps a machine from an address, or from a port of any address where the address is {@code *}. */
    synchronized void deny(String machineId, String rule, String address, int port) {
        denials.add(new Denial(ArmId.key(machineId), rule, address, Integer.toString(port)));
    }

    synchronized void denyNothing() {
        denials.clear();
    }

    Optional<String> denyRule(String machineId, String address, String port) {
        return denials.stream()
                .filter(denial -> denial.machine().equals(ArmId.key(machineId))
                        && (denial.address().equals("*") || denial.address().equals(address))
                        && denial.port().equals(port))
                .map(Denial::rule)
                .findFirst();
    }

    /** A resource group. */
    record Group(String name, String region) {}

    Behaviour behaviour() {
        return behaviour;
    }

    Instant now() {
        return behaviour.clock().instant();
    }

    synchronized void addSubscription(String subscription) {
        groups.computeIfAbsent(subscription, any -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    synchronized void addGroup(String subscription, String name, String region) {
        addSubscription(subscription);
        groupsOf(subscription).putIfAbsent(name, new Group(name, region));
    }

    synchronized void put(Watcher watcher) {
        ArmId id = ArmId.of(watcher.id());
        addGroup(id.subscription(), id.group(), watcher.region());
        watchers.put(ArmId.key(watcher.id()), watcher);
    }

    synchronized void put(Machine machine) {
        ArmId id = ArmId.of(machine.id());
        addGroup(id.subscription(), id.group(), machine.region());
        VirtualMachine known = machine(machine.id()).orElse(null);
        if (known == null) {
            machines.put(ArmId.key(machine.id()), new VirtualMachine(machine));
        } else {
            known.declare(machine);
        }
    }

    synchronized void put(ScaleSet scaleSet) {
        ArmId id = ArmId.of(scaleSet.id());
        addGroup(id.subscription(), id.group(), scaleSet.region());
        scaleSets.put(ArmId.key(scaleSet.id()), new ScaleSetState(scaleSet));
    }

    synchronized void put(StorageAccount account) {
        ArmId id = ArmId.of(account.id());
        addGroup(id.subscription(), id.group(), account.region());
        accounts.put(ArmId.key(account.id()), account);
    }

    synchronized void put(AlertRule rule) {
        addSubscription(ArmId.of(rule.id()).subscription());
        rules.put(ArmId.key(rule.id()), rule);
    }

    synchronized void removeRules() {
        rules.clear();
    }

    Collection<AlertRule> rules() {
        return rules.values();
    }

    Collection<String> subscriptions() {
        return groups.keySet();
    }

    /** The groups of a subscription; refuses an unknown one. */
    Map<String, Group> groupsOf(String subscription) {
        Map<String, Group> found = groups.get(subscription);
        if (found == null) {
            throw new ArmRefusal(
                    404, "SubscriptionNotFound", "The subscription '" + subscription + "' could not be found.");
        }
        return found;
    }

    /** The group; refuses an unknown one. */
    Group group(String subscription, String name) {
        Group found = groupsOf(subscription).get(name);
        if (found == null) {
            throw new ArmRefusal(404, "ResourceGroupNotFound", "Resource group '" + name + "' could not be found.");
        }
        return found;
    }

    Collection<Watcher> watchers() {
        return watchers.values();
    }

    Optional<Watcher> watcher(String id) {
        return Optional.ofNullable(watchers.get(ArmId.key(id)));
    }

    Collection<VirtualMachine> machines() {
        return machines.values();
    }

    Optional<VirtualMachine> machine(String id) {
        return Optional.ofNullable(machines.get(ArmId.key(id)));
    }

    Collection<ScaleSetState> scaleSets() {
        return scaleSets.values();
    }

    Optional<ScaleSetState> scaleSet(String id) {
        return Optional.ofNullable(scaleSets.get(ArmId.key(id)));
    }

    Collection<StorageAccount> accounts() {
        return accounts.values();
    }

    Optional<StorageAccount> account(String id) {
        return Optional.ofNullable(accounts.get(ArmId.key(id)));
    }

    /** Ends and removes a session; its file still goes to storage. */
    void delete(Session session) {
        session.stop(now(), behaviour.agent());
        session.watcher().remove(session);
        deleted.add(session);
    }

    /** Brings everything up to the clock: recordings, deletions by others, files in storage. */
    void settle() {
        for (Session.Delivery delivery : dueByNow()) {
            deliver(delivery);
        }
    }

    private synchronized List<Session.Delivery> dueByNow() {
        Instant now = now();
        List<Session> all = new ArrayList<>(deleted);
        for (Watcher watcher : watchers.values()) {
            for (Session session : List.copyOf(watcher.sessions())) {
                session.advance(now, behaviour.agent());
                if (session.fallsToSomebody(now)) {
                    delete(session);
                }
                all.add(session);
            }
        }
        List<Session.Delivery> due = new ArrayList<>();
        all.forEach(session -> due.addAll(session.due(now)));
        deleted.removeIf(Session::settled);
        return due;
    }

    private void deliver(Session.Delivery delivery) {
        CaptureUploads uploads = behaviour.uploads();
        try {
            uploads.put(delivery.storagePath(), delivery.file());
            if (!delivery.kept()) {
                Files.deleteIfExists(delivery.file());
            }
        } catch (IOException | RuntimeException e) {
            // What the agent would meet, too: it is told in the session's status, where a test can see it.
            uploadFailed(delivery.session(), e);
        }
    }

    private synchronized void uploadFailed(Session session, Exception cause) {
        session.storageFailed();
        lastUploadFailure = cause instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) cause;
    }

    synchronized Optional<RuntimeException> lastUploadFailure() {
        return Optional.ofNullable(lastUploadFailure);
    }
}

package io.alertcap.alert;

import io.alertcap.alert.AlertTarget.Capturable;
import io.alertcap.alert.AlertTarget.Ignored;
import io.alertcap.alert.AlertTarget.PacketCapture;
import io.alertcap.alert.AlertTarget.Refused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which machines an alert is about, from all the places where a payload may name one. */
final class AlertTargets {
    static final int MAX_MACHINES = 100;
    private static final int MAX_IGNORED = 100;
    private static final int MAX_SHOWN = 300;

    private static final String PACKET_CAPTURES = "microsoft.network/networkwatchers/packetcaptures";

    static final String LOOP = "The alert reports a packet capture (" + PACKET_CAPTURES + "), such as the ones started"
            + " here: capturing because of it would go round in a loop.";
    private static final String TOO_MANY =
            "The alert names more than " + MAX_MACHINES + " machines; only the first " + MAX_MACHINES + " are taken.";

    private AlertTargets() {}

    /**
     * What a payload says about its targets.
     *
     * @param named what the alert itself calls its target
     * @param further other places, the better first; in them, what is no resource id is no target
     * @param marks operations, scopes and dimension values, to know an alert about a packet capture by
     * @param advice said in addition when no machine is found: how to mend the rule
     * @param event the operation of an activity-log event; null in other alerts
     */
    record Clues(
            List<String> named,
            List<List<String>> further,
            List<String> marks,
            String advice,
            @Nullable Event event) {}

    /** An operation on a resource, as the activity log tells it. */
    record Event(
            String operation,
            @Nullable String scope,
            @Nullable String status,
            @Nullable String caller) {}

    /** The targets, at least one: those of the first place that names a machine, or what is named and why it is none. */
    static List<AlertTarget> find(Clues clues, Findings findings) {
        if (isAboutPacketCapture(clues)) {
            Optional<PacketCapture> written = written(clues);
            if (written.isPresent()) {
                return List.of(written.get());
            }
            return ignored(clues.named, LOOP);
        }
        List<String> nameable = List.of();
        for (List<String> place : places(clues)) {
            Sorted sorted = sort(place);
            if (sorted.hasMachine()) {
                return sorted.targets(findings);
            }
            nameable = nameable.isEmpty() ? place : nameable;
        }
        if (nameable.isEmpty()) {
            return List.of(new Ignored("", sentences("The alert names no resource.", clues.advice)));
        }
        return limited(sort(nameable).ignored.values().stream()
                .map(target -> new Ignored(target.target(), sentences(target.reason(), clues.advice)))
                .toList());
    }

    /** The packet capture that was started, if that is what the alert is about and it says which. */
    private static Optional<PacketCapture> written(Clues clues) {
        Event event = clues.event;
        if (event == null || !event.operation.equalsIgnoreCase(PACKET_CAPTURES + "/write")) {
            return Optional.empty();
        }
        return Stream.concat(Stream.ofNullable(event.scope), clues.named.stream())
                .flatMap(text -> ResourceId.parse(text.strip()).stream())
                .filter(id -> id.type().equals(PACKET_CAPTURES))
                .findFirst()
                .map(id -> new PacketCapture(
                        id,
                        event.status == null ? "" : Text.line(event.status, MAX_SHOWN),
                        event.caller == null ? null : Text.line(event.caller, MAX_SHOWN)));
    }

    private static List<List<String>> places(Clues clues) {
        List<List<String>> places = new ArrayList<>();
        places.add(clues.named);
        for (List<String> place : clues.further) {
            places.add(place.stream()
                    .filter(text -> ResourceId.parse(text).isPresent())
                    .toList());
        }
        return places;
    }

    /** Rows of a search result are left to {@link #sort}: one of them does not make the whole alert about a capture. */
    private static boolean isAboutPacketCapture(Clues clues) {
        return Stream.concat(clues.named.stream(), clues.marks.stream())
                .map(text ->
                        ResourceId.parse(text.strip()).map(ResourceId::type).orElse(text.strip()))
                .anyMatch(AlertTargets::isOfPacketCaptures);
    }

    private static boolean isOfPacketCaptures(String typeOrOperation) {
        String text = typeOrOperation.toLowerCase(Locale.ROOT);
        return text.equals(PACKET_CAPTURES) || text.startsWith(PACKET_CAPTURES + "/");
    }

    private record Sorted(
            Map<String, List<MachineTarget>> machines, Map<String, Refused> refused, Map<String, Ignored> ignored) {
        boolean hasMachine() {
            return !machines.isEmpty() || !refused.isEmpty();
        }

        List<AlertTarget> targets(Findings findings) {
            List<AlertTarget> taken = new ArrayList<>();
            machines.values().forEach(mentions -> taken.add(new Capturable(MachineTarget.merge(mentions))));
            taken.addAll(refused.values());
            List<AlertTarget> left = new ArrayList<>();
            if (taken.size() > MAX_MACHINES) {
                findings.warning("", TOO_MANY);
                List<AlertTarget> rest = taken.subList(MAX_MACHINES, taken.size());
                rest.forEach(target -> left.add(new Ignored(target.target(), TOO_MANY)));
                rest.clear();
            }
            left.addAll(ignored.values());
            taken.addAll(limited(left));
            return taken;
        }
    }

    private static Sorted sort(List<String> texts) {
        Sorted sorted = new Sorted(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String text : texts) {
            Optional<ResourceId> id = ResourceId.parse(text.strip());
            Optional<MachineTarget> machine = id.flatMap(MachineTarget::of);
            if (machine.isPresent()) {
                MachineTarget mention = machine.get();
                if (mention.isAksNode()) {
                    sorted.refused.putIfAbsent(mention.machineKey(), new Refused(mention.id(), MachineTarget.AKS_NODE));
                } else {
                    sorted.machines
                            .computeIfAbsent(mention.machineKey(), key -> new ArrayList<>())
                            .add(mention);
                }
            } else {
                String shown = Text.line(text.strip(), MAX_SHOWN);
                String reason = id.map(AlertTargets::whyNoMachine)
                        .orElse("It is no resource id (/subscriptions/.../providers/.../...).");
                sorted.ignored.putIfAbsent(id.map(ResourceId::key).orElse(shown), new Ignored(shown, reason));
            }
        }
        return sorted;
    }

    private static String whyNoMachine(ResourceId id) {
        if (isOfPacketCaptures(id.type())) {
            return LOOP;
        }
        for (Optional<ResourceId> above = id.parent();
                above.isPresent();
                above = above.get().parent()) {
            if (above.flatMap(MachineTarget::of).isPresent()) {
                return id.type() + " is a part of a machine: an event on it is not an alert about the machine.";
            }
        }
        return id.type() + " is not a machine that Network Watcher can capture: only virtual machines, scale sets and"
                + " scale-set instances are.";
    }

    private static List<AlertTarget> ignored(List<String> named, String reason) {
        List<AlertTarget> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : named) {
            if (seen.add(text.toLowerCase(Locale.ROOT))) {
                targets.add(new Ignored(Text.line(text, MAX_SHOWN), reason));
            }
        }
        return targets.isEmpty() ? List.of(new Ignored("", reason)) : limited(targets);
    }

    private static List<AlertTarget> limited(List<? extends AlertTarget> targets) {
        if (targets.size() <= MAX_IGNORED) {
            return List.copyOf(targets);
        }
        List<AlertTarget> limited = new ArrayList<>(targets.subList(0, MAX_IGNORED));
        int more = targets.size() - MAX_IGNORED;
        limited.add(new Ignored("", more + " more targets that are not captured are not listed."));
        return limited;
    }

    private static String sentences(String first, String second) {
        return second.isEmpty() ? first : first + " " + second;
    }
}

package io.alertcap.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.FlatJson;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureName;
import io.alertcap.capture.CaptureOrder;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FilterGrammar;
import io.alertcap.capture.MachinePath;
import io.alertcap.capture.Placement;
import io.alertcap.capture.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an operator's order for a capture: a JSON object with the names of the capture document, or plain query
 * parameters of the same names, or both; a body that is an array is the filters. Nothing is passed over in silence, and
 * whatever is wrong is said at once. One for each order.
 */
final class OrderReader {
    private static final int LONGEST_REASON = 300;

    private static final Set<String> FIELDS = Set.of(
            "target",
            "instances",
            "name",
            "reason",
            "timeLimitSeconds",
            "totalBytes",
            "bytesPerPacket",
            "filters",
            "filterSet",
            "profile",
            "storageAccount",
            "blobPath",
            "localPath",
            "saveTo");

    /** What may stand in {@code limits}, and what it is called outside. */
    private static final Map<String, String> LIMITS = Map.of(
            "timeLimitSeconds", "timeLimitSeconds", "totalBytes", "totalBytes", "bytesPerPacket", "bytesPerPacket");

    private static final Map<String, String> TARGET = Map.of("id", "target", "instances", "instances");

    /** Query parameters that are no part of the order: the key, which the host has looked at, and the switch. */
    private static final Set<String> OTHERS = Set.of("code", "dryRun");

    private final CapturePolicy policy;
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private final List<FieldError> errors = new ArrayList<>();

    OrderReader(CapturePolicy policy) {
        this.policy = policy;
    }

    /** An order, or what is wrong with it. */
    record Reading(@Nullable CaptureOrder order, List<FieldError> errors) {}

    /**
     * Reads it.
     *
     * @param id of the record that would be made
     * @param by who asks
     */
    Reading read(String body, Map<String, String> query, String id, String by) {
        if (!take(body)) {
            return new Reading(null, errors);
        }
        query.forEach((name, value) -> {
            if (!OTHERS.contains(name)) {
                put("query." + name, name, TextNode.valueOf(value));
            }
        });
        Optional<MachineTarget> target = target();
        Optional<CaptureWish> wish = wish();
        String name = text("name");
        if (name != null) {
            CaptureName.problem(name).ifPresent(problem -> wrong("name", problem));
        }
        String reason = text("reason");
        if (reason != null && reason.length() > LONGEST_REASON) {
            wrong("reason", "has " + reason.length() + " characters; at most " + LONGEST_REASON + " are kept");
        }
        return errors.isEmpty() && target.isPresent() && wish.isPresent()
                ? new Reading(
                        new CaptureOrder(
                                id,
                                by,
                                target.get(),
                                wish.get(),
                                name,
                                reason == null ? null : Printable.of(reason, " ")),
                        List.of())
                : new Reading(null, errors);
    }

    // ---- the fields as they came --------------------------------------------------------------------------------

    /** Whether there is anything to read on in. */
    private boolean take(String body) {
        if (body.isBlank()) {
            return true;
        }
        JsonNode json;
        try {
            json = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(body);
        } catch (JsonProcessingException e) {
            wrong("", "is not JSON: " + Printable.beginning(String.valueOf(e.getOriginalMessage()), 120));
            return false;
        }
        if (json.isArray()) {
            put("", "filters", json);
        } else if (json.isObject()) {
            json.properties().forEach(field -> open(field.getKey(), field.getValue()));
        } else {
            wrong("", "must be a JSON object, or an array of filters");
            return false;
        }
        return true;
    }

    /** {@code target} and {@code limits} may be given as the capture document has them. */
    private void open(String name, JsonNode value) {
        if (name.equals("limits") && value.isObject()) {
            value.properties().forEach(field -> within("limits", LIMITS, field.getKey(), field.getValue()));
        } else if (name.equals("target") && value.isObject()) {
            value.properties().forEach(field -> within("target", TARGET, field.getKey(), field.getValue()));
        } else {
            put(name, name, value);
        }
    }

    /** A name means in there what it means there: a target's name is not the capture's. */
    private void within(String outer, Map<String, String> known, String name, JsonNode value) {
        String field = known.get(name);
        if (field == null) {
            wrong(
                    Printable.beginning(outer + "." + name, 60),
                    "is not known; allowed are " + String.join(", ", new TreeSet<>(known.keySet())));
        } else {
            put(outer + "." + name, field, value);
        }
    }

    private void put(String said, String name, JsonNode value) {
        if (!FIELDS.contains(name)) {
            wrong(
                    Printable.beginning(said, 60),
                    "is not known; allowed are " + String.join(", ", new TreeSet<>(FIELDS))
                            + " (the three limits also in limits, id and instances also in target)");
        } else if (!value.isNull() && fields.putIfAbsent(name, value) != null) {
            wrong(name, "is given twice");
        }
    }

    private void wrong(String field, String detail) {
        errors.add(new FieldError(field, detail));
    }

    private @Nullable String text(String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            wrong(name, "must be a text that is not blank");
            return null;
        }
        return value.asText().strip();
    }

    // ---- what they mean -----------------------------------------------------------------------------------------

    private Optional<MachineTarget> target() {
        String text = text("target");
        List<String> instances = instances();
        if (text == null) {
            if (!fields.containsKey("target")) {
                wrong("target", "is missing: the id of a virtual machine, of a scale set or of one of its instances");
            }
            return Optional.empty();
        }
        Optional<MachineTarget> target = ResourceId.parse(text).flatMap(MachineTarget::of);
        if (target.isEmpty()) {
            wrong(
                    "target",
                    "is not the id of a virtual machine, of a scale set or of one of its instances, such as"
                            + " /subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}");
            return target;
        }
        if (target.get().isAksNode()) {
            wrong("target", MachineTarget.AKS_NODE);
            return target;
        }
        if (instances.isEmpty()) {
            return target;
        }
        try {
            if (target.get().instances().isEmpty()) {
                return Optional.of(new MachineTarget(target.get().id(), instances));
            }
            wrong("instances", "cannot be given beside the id of one instance");
        } catch (IllegalArgumentException e) {
            wrong(
                    "instances",
                    "must name instances of a scale set, such as [\"0\",\"3\"], with the set's id as target");
        }
        return Optional.empty();
    }

    private List<String> instances() {
        JsonNode value = fields.get("instances");
        if (value == null) {
            return List.of();
        }
        if (value.isTextual()) {
            return Stream.of(value.asText().split(","))
                    .map(String::strip)
                    .filter(instance -> !instance.isEmpty())
                    .toList();
        }
        List<String> instances = new ArrayList<>();
        for (JsonNode instance : value) {
            if (!instance.isTextual() && !instance.isIntegralNumber()) {
                wrong("instances", "must be an array of instance ids, such as [\"0\",\"3\"]");
                return List.of();
            }
            instances.add(instance.asText());
        }
        if (!value.isArray()) {
            wrong("instances", "must be an array of instance ids, such as [\"0\",\"3\"]");
        }
        return instances;
    }

    private Optional<CaptureWish> wish() {
        CaptureWish base = profile("profile").orElse(policy.wish());
        CaptureLimits limits = base.limits();
        CaptureLimits bounds = policy.bounds();
        long seconds = number(
                "timeLimitSeconds",
                1,
                bounds.timeLimitSeconds(),
                Math.min(limits.timeLimitSeconds(), bounds.timeLimitSeconds()),
                "ALERTCAP_MAX_DURATION");
        long total = number(
                "totalBytes",
                1,
                bounds.totalBytes(),
                Math.min(limits.totalBytes(), bounds.totalBytes()),
                "ALERTCAP_MAX_TOTAL_BYTES");
        long perPacket = number("bytesPerPacket", 0, CaptureLimits.MAX_BYTES, limits.bytesPerPacket(), "Azure");
        List<CaptureFilter> filters = filters(base);
        Placement placement = placement();
        return errors.isEmpty()
                ? Optional.of(new CaptureWish(new CaptureLimits((int) seconds, total, perPacket), filters, placement))
                : Optional.empty();
    }

    private Optional<CaptureWish> profile(String field) {
        String name = text(field);
        if (name == null) {
            return Optional.empty();
        }
        CaptureWish profile = policy.profiles().get(name);
        if (profile == null) {
            String known = String.join(", ", new TreeSet<>(policy.profiles().keySet()));
            wrong(
                    field,
                    "\"" + Printable.beginning(name, 60) + "\" is not in ALERTCAP_CAPTURE_PROFILES; "
                            + (known.isEmpty() ? "none is" : "there are " + known));
        }
        return Optional.ofNullable(profile);
    }

    private long number(String field, long least, long most, long otherwise, String bound) {
        JsonNode value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        String text = value.isContainerNode() ? "" : value.asText();
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        wrong(field, "must be a whole number from " + least + " to " + most + " (the bound is " + bound + "'s)");
        return otherwise;
    }

    private List<CaptureFilter> filters(CaptureWish base) {
        Optional<CaptureWish> set = profile("filterSet");
        JsonNode value = fields.get("filters");
        if (value == null) {
            return set.orElse(base).filters();
        }
        if (fields.containsKey("filterSet")) {
            wrong("filterSet", "cannot be given beside filters");
        }
        try {
            String json = value.isTextual() ? value.asText() : value.toString();
            FilterGrammar.Reading reading = FilterGrammar.read("filters", FlatJson.objects(json));
            reading.problems().forEach(problem -> wrong(problem.field(), problem.detail()));
            return reading.filters();
        } catch (AlertFormatException e) {
            wrong("filters", "must be an array of filters such as [{\"protocol\":\"TCP\",\"localPort\":\"443\"}]");
            return List.of();
        }
    }

    private @Nullable Placement placement() {
        Optional<Placement.Keep> said = keep();
        ResourceId account = account();
        String blobPath = checked("blobPath", Placement::blobPathProblem);
        String localPath = checked(
                "localPath",
                path -> path.startsWith("/") ? MachinePath.linuxProblem(path) : MachinePath.windowsProblem(path));
        Placement.Keep keep = said.orElse(localPath == null ? Placement.Keep.AS_SET : Placement.Keep.BOTH);
        if (keep == Placement.Keep.MACHINE && (account != null || blobPath != null)) {
            wrong(account == null ? "blobPath" : "storageAccount", "says nothing where saveTo is machine");
        }
        if (keep == Placement.Keep.STORAGE && localPath != null) {
            wrong("localPath", "says nothing where saveTo is storage");
        }
        return keep == Placement.Keep.AS_SET && account == null && blobPath == null
                ? null
                : new Placement(keep, account, blobPath, localPath);
    }

    private Optional<Placement.Keep> keep() {
        String text = text("saveTo");
        if (text == null) {
            return Optional.empty();
        }
        Optional<Placement.Keep> keep = Stream.of(Placement.Keep.STORAGE, Placement.Keep.MACHINE, Placement.Keep.BOTH)
                .filter(each -> each.wire().equals(text))
                .findFirst();
        if (keep.isEmpty()) {
            wrong("saveTo", "must be storage, machine or both");
        }
        return keep;
    }

    /** By its id or its name; which region's it is shows when the machine is looked at. */
    private @Nullable ResourceId account() {
        String text = text("storageAccount");
        if (text == null) {
            return null;
        }
        Set<ResourceId> allowed = Set.copyOf(policy.storageAccounts().values());
        Optional<ResourceId> account = allowed.stream()
                .filter(id -> id.name().equalsIgnoreCase(text)
                        || ResourceId.parse(text).filter(id::equals).isPresent())
                .findFirst();
        if (account.isEmpty()) {
            wrong(
                    "storageAccount",
                    "is not one of ALERTCAP_STORAGE_ACCOUNTS; allowed are "
                            + allowed.stream()
                                    .map(ResourceId::name)
                                    .sorted()
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        return account.orElse(null);
    }

    private @Nullable String checked(String field, Function<String, Optional<String>> problem) {
        String text = text(field);
        if (text != null) {
            problem.apply(text).ifPresent(words -> wrong(field, words));
        }
        return text;
    }
}

package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.local.agent.BlobAddress;
import io.alertcap.local.agent.CaptureFilter;
import io.alertcap.local.agent.CaptureOrder.Rotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a packet capture PUT, checked by itself: members, ranges, paths and filters as the swagger of
 * networkWatcher (2025-03-01) documents them. What needs other resources is checked by {@link PacketCapturesApi}.
 *
 * @param target the id as given
 * @param targetType {@code AzureVM} or {@code AzureVMSS}
 * @param include instance ids of a scale set; none means all
 * @param exclude instance ids left out
 * @param bytesPerPacket 0 means whole packets
 * @param totalBytes 0 means no limit
 * @param timeLimit of the session, by captureSettings when the capture is continuous
 * @param storageId null when the file stays on the machine
 * @param storagePath null when the service is to choose it
 * @param localFile filePath or localPath; null when the machine keeps no file
 * @param filters empty means every packet
 * @param rotation null unless continuousCapture is given
 * @param echo the properties with the service's defaults, in its order
 */
record CaptureBody(
        String target,
        String targetType,
        List<String> include,
        List<String> exclude,
        long bytesPerPacket,
        long totalBytes,
        Duration timeLimit,
        @Nullable String storageId,
        @Nullable String storagePath,
        @Nullable String localFile,
        List<CaptureFilter> filters,
        @Nullable Rotation rotation,
        ObjectNode echo) {

    private static final long GIB = 1_073_741_824;
    private static final long MAX_BYTES = 4_294_967_295L;
    private static final int MAX_SECONDS = 18_000;
    private static final int MAX_CONTINUOUS_SECONDS = 604_800;
    private static final int MAX_FILES = 10_000;

    /** The version from which continuous captures are known. */
    private static final String CONTINUOUS_SINCE = "2023-11-01";

    private static final Set<String> MEMBERS = Set.of(
            "target",
            "targetType",
            "scope",
            "bytesToCapturePerPacket",
            "totalBytesPerSession",
            "timeLimitInSeconds",
            "storageLocation",
            "filters",
            "provisioningState");
    private static final Set<String> CONTINUOUS_MEMBERS = Set.of("continuousCapture", "captureSettings");
    private static final Set<String> FILTER_MEMBERS =
            Set.of("protocol", "localIPAddress", "remoteIPAddress", "localPort", "remotePort");

    static CaptureBody parse(ObjectNode body, String apiVersion) {
        if (!(Json.get(body, "properties") instanceof ObjectNode given)) {
            throw required("properties");
        }
        boolean knowsContinuous = apiVersion.compareTo(CONTINUOUS_SINCE) >= 0;
        onlyMembers(given, "properties", MEMBERS, knowsContinuous ? CONTINUOUS_MEMBERS : Set.of());
        String target = Json.text(given, "target");
        if (target == null) {
            throw required("target");
        }
        if (!(Json.get(given, "storageLocation") instanceof ObjectNode location)) {
            throw required("storageLocation");
        }
        JsonNode continuous = Json.get(given, "continuousCapture");
        if (continuous != null && !continuous.isBoolean()) {
            throw invalid("continuousCapture must be true, false or null");
        }
        checkLocation(location, continuous != null, knowsContinuous);

        String targetType = targetType(given);
        JsonNode scope = Json.get(given, "scope");
        long bytesPerPacket = number(given, "bytesToCapturePerPacket", 0, MAX_BYTES, 0);
        long totalBytes = number(given, "totalBytesPerSession", 0, MAX_BYTES, GIB);
        long seconds = number(given, "timeLimitInSeconds", 0, MAX_SECONDS, MAX_SECONDS);
        JsonNode settings = Json.get(given, "captureSettings");
        long continuousSeconds = number(settings, "sessionTimeLimitInSeconds", 0, MAX_CONTINUOUS_SECONDS, 86_400);
        Rotation rotation = continuous == null
                ? null
                : new Rotation(
                        (int) number(settings, "fileCount", 1, MAX_FILES, 10),
                        number(settings, "fileSizeInBytes", 1, MAX_BYTES, 104_857_600),
                        continuous.booleanValue());
        JsonNode filters = Json.get(given, "filters");
        String filePath = Json.text(location, "filePath");

        ObjectNode echo = Json.object(
                "target",
                target,
                "targetType",
                targetType,
                "scope",
                Json.object("include", names(scope, "include"), "exclude", names(scope, "exclude")),
                "bytesToCapturePerPacket",
                bytesPerPacket,
                "totalBytesPerSession",
                totalBytes,
                "timeLimitInSeconds",
                seconds,
                "storageLocation",
                location.deepCopy(),
                "filters",
                filters == null ? List.of() : filters,
                "continuousCapture",
                continuous,
                "captureSettings",
                rotation == null
                        ? settings
                        : Json.object(
                                "fileCount",
                                rotation.fileCount(),
                                "fileSizeInBytes",
                                rotation.fileBytes(),
                                "sessionTimeLimitInSeconds",
                                continuousSeconds));
        return new CaptureBody(
                target,
                targetType,
                names(scope, "include"),
                names(scope, "exclude"),
                bytesPerPacket,
                totalBytes,
                Duration.ofSeconds(rotation != null ? continuousSeconds : seconds == 0 ? MAX_SECONDS : seconds),
                Json.text(location, "storageId"),
                Json.text(location, "storagePath"),
                filePath == null ? Json.text(location, "localPath") : filePath,
                filters(filters),
                rotation,
                echo);
    }

    /** Refuses a file on the machine that its operating system's rules do not allow. */
    void checkLocalFile(Machine.Os os) {
        if (localFile == null) {
            return;
        }
        boolean allowed = os == Machine.Os.LINUX
                ? localFile.startsWith("/var/captures/") && !localFile.contains("/../")
                : Pattern.matches("[A-Za-z]:\\\\.+", localFile);
        if (!allowed || !localFile.toLowerCase(Locale.ROOT).endsWith(".cap")) {
            throw invalid("the local path '" + localFile + "' is not valid on " + os.word() + ": it must "
                    + (os == Machine.Os.LINUX ? "start with /var/captures/" : "start with a drive, such as D:\\")
                    + " and end in .cap");
        }
    }

    private static void checkLocation(ObjectNode location, boolean continuous, boolean knowsContinuous) {
        onlyMembers(
                location,
                "properties.storageLocation",
                Set.of("storageId", "storagePath", "filePath"),
                knowsContinuous ? Set.of("localPath") : Set.of());
        if (Json.text(location, "storageId") == null
                && Json.text(location, "filePath") == null
                && Json.text(location, "localPath") == null) {
            throw invalid("storageLocation must have a storageId, a filePath or a localPath");
        }
        if (continuous && Json.text(location, "filePath") != null) {
            throw invalid("filePath is not valid when continuousCapture is given: use localPath");
        }
        if (!continuous && Json.text(location, "localPath") != null) {
            throw invalid("localPath is valid only when continuousCapture is given: use filePath");
        }
        String storagePath = Json.text(location, "storagePath");
        if (storagePath != null) {
            try {
                BlobAddress.of(storagePath);
            } catch (IllegalArgumentException e) {
                throw invalid("storagePath is not a well-formed URI of a blob: " + e.getMessage());
            }
        }
    }

    private static List<CaptureFilter> filters(@Nullable JsonNode filters) {
        List<CaptureFilter> read = new ArrayList<>();
        if (filters != null) {
            for (JsonNode filter : filters) {
                onlyMembers(filter, "properties.filters", FILTER_MEMBERS, Set.of());
                try {
                    read.add(CaptureFilter.parse(
                            Json.text(filter, "protocol"),
                            Json.text(filter, "localIPAddress"),
                            Json.text(filter, "localPort"),
                            Json.text(filter, "remoteIPAddress"),
                            Json.text(filter, "remotePort")));
                } catch (IllegalArgumentException e) {
                    throw invalid("filters: " + e.getMessage());
                }
            }
        }
        return read;
    }

    private static String targetType(ObjectNode given) {
        String type = Json.text(given, "targetType");
        if (type == null) {
            return "AzureVM";
        }
        for (String known : List.of("AzureVM", "AzureVMSS")) {
            if (known.equalsIgnoreCase(type)) {
                return known;
            }
        }
        throw invalid("targetType '" + type + "' is not one of AzureVM, AzureVMSS");
    }

    private static List<String> names(@Nullable JsonNode scope, String member) {
        List<String> names = new ArrayList<>();
        JsonNode given = Json.get(scope, member);
        if (given != null) {
            given.forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    private static long number(@Nullable JsonNode object, String member, long min, long max, long otherwise) {
        JsonNode value = Json.get(object, member);
        if (value == null) {
            return otherwise;
        }
        if (!value.canConvertToExactIntegral() || value.longValue() < min || value.longValue() > max) {
            throw invalid(member + " must be a whole number from " + min + " to " + max + ", not " + value);
        }
        return value.longValue();
    }

    private static void onlyMembers(JsonNode object, String path, Set<String> known, Set<String> more) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(known);
        names.addAll(more);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new ArmRefusal(
                        400,
                        "InvalidRequestFormat",
                        "Cannot parse the request: could not find member '" + name + "' on object of '" + path
                                + "' in this api-version.");
            }
        });
    }

    private static ArmRefusal required(String member) {
        return new ArmRefusal(
                400,
                "InvalidRequestFormat",
                "Cannot parse the request: required property '" + member + "' not found in JSON.");
    }

    static ArmRefusal invalid(String message) {
        return new ArmRefusal(400, "InvalidParameter", "The packet capture is not valid: " + message + ".");
    }
}

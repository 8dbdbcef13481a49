package io.alertcap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.FlatJson;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.SettingProblem;
import io.alertcap.azure.AzureAccess;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.azure.Credentials;
import io.alertcap.capture.AtLimit;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureName;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FilterGrammar;
import io.alertcap.capture.MachinePath;
import io.alertcap.capture.OnNameConflict;
import io.alertcap.notify.Destination;
import io.alertcap.notify.Destinations;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The app settings, read once and typed. All problems are found at once, by name; with any problem the app refuses work
 * and says which, instead of failing to load.
 *
 * @param policy the rules of captures
 * @param azure how Azure Resource Manager is reached
 * @param credentials the app's identity
 * @param destinations where messages go
 * @param state where the ledger is
 * @param stateContainer the ledger's container
 * @param blobEndpoint address of a storage account's blobs, with {@code {account}} in it
 */
public record Settings(
        CapturePolicy policy,
        AzureAccess azure,
        Credentials credentials,
        List<Destination> destinations,
        StateStorage state,
        String stateContainer,
        String blobEndpoint) {

    /** Where the ledger is: by a connection string (locally), or by address and identity. */
    public record StateStorage(
            @Nullable String connectionString, @Nullable String endpoint) {}

    /** Settings, or what is wrong with them. */
    public record Reading(@Nullable Settings settings, List<SettingProblem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads the environment. Never throws for what stands there. */
    public static Reading read(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        Settings settings = reader.settings();
        return new Reading(reader.problems.isEmpty() ? settings : null, reader.problems);
    }

    private static final class Reader {
        private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](-?[a-z0-9]){2,62}");
        private static final String STORAGE = "AzureWebJobsStorage";
        private static final int SIX = 6;

        /** The emulator's published account and key; see Microsoft's documentation of Azurite. */
        private static final String DEVELOPMENT =
                "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey="
                        + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
                        + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;";

        private final Map<String, String> environment;
        private final List<SettingProblem> problems = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        @Nullable
        Settings settings() {
            CapturePolicy policy = policy();
            String container = container(Setting.STATE_CONTAINER);
            String blobEndpoint = blobEndpoint();
            monitorSchedule();
            AzureAccess azure = azure();
            Credentials credentials = azure == null ? null : credentials(azure);
            StateStorage state = state();
            if (state != null && state.endpoint() != null && azure != null && azure.login() == Login.NONE) {
                wrong(
                        Setting.CREDENTIAL,
                        "is none, and the ledger's storage account is named by its address only: give " + STORAGE
                                + " a connection string, or choose a credential");
            }
            Destinations destinations = Destinations.parse(
                    value(Setting.WEBHOOK_URLS),
                    value(Setting.WEBHOOK_SECRET),
                    value(Setting.SLACK_URL),
                    value(Setting.TEAMS_URL));
            destinations
                    .problems()
                    .forEach(problem -> problems.add(new SettingProblem(problem.setting(), problem.detail())));
            unknown();
            return policy == null || azure == null || credentials == null || state == null
                    ? null
                    : new Settings(policy, azure, credentials, destinations.all(), state, container, blobEndpoint);
        }

        // ---- captures -------------------------------------------------------------------------------------------

        private @Nullable CapturePolicy policy() {
            Map<Region, ResourceId> accounts = accounts();
            CaptureLimits bounds = new CaptureLimits(
                    (int) duration(Setting.MAX_DURATION, Duration.ofSeconds(1), Duration.ofHours(5))
                            .toSeconds(),
                    number(Setting.MAX_TOTAL_BYTES, 1, CaptureLimits.MAX_BYTES),
                    CaptureLimits.MAX_BYTES);
            CaptureWish wish = new CaptureWish(
                    new CaptureLimits(
                            (int) duration(Setting.CAPTURE_DURATION, Duration.ofSeconds(1), Duration.ofHours(5))
                                    .toSeconds(),
                            number(Setting.CAPTURE_TOTAL_BYTES, 1, CaptureLimits.MAX_BYTES),
                            number(Setting.CAPTURE_BYTES_PER_PACKET, 0, CaptureLimits.MAX_BYTES)),
                    filters(Setting.CAPTURE_FILTERS, text(Setting.CAPTURE_FILTERS)));
            String name = text(Setting.CAPTURE_NAME);
            CaptureName.problem(name).ifPresent(problem -> wrong(Setting.CAPTURE_NAME, problem));
            String container = container(Setting.CAPTURE_CONTAINER);
            String linux = path(Setting.LINUX_PATH, MachinePath::linuxProblem);
            String windows = path(Setting.WINDOWS_PATH, MachinePath::windowsProblem);
            if (accounts.isEmpty() && linux == null && windows == null && value(Setting.STORAGE_ACCOUNTS) == null) {
                wrong(
                        Setting.STORAGE_ACCOUNTS,
                        "is not set: no capture could be stored anywhere; " + Setting.STORAGE_ACCOUNTS.range());
            }
            List<ResourceId> scopes = scopes(accounts);
            AtLimit atLimit = choice(Setting.AT_LIMIT, AtLimit.values());
            OnNameConflict onNameConflict = choice(Setting.ON_NAME_CONFLICT, OnNameConflict.values());
            int limit = (int) number(Setting.CAPTURE_LIMIT, 1, 10_000);
            int perMachine = (int) number(Setting.PER_MACHINE, 1, 10);
            Map<String, CaptureWish> profiles = profiles(wish);
            Duration queueTimeout = duration(Setting.QUEUE_TIMEOUT, Duration.ofSeconds(10), Duration.ofHours(24));
            Duration keep = duration(Setting.KEEP_SESSION, Duration.ZERO, Duration.ofDays(30));
            Duration settle = duration(Setting.FILE_SETTLE, Duration.ofSeconds(1), Duration.ofHours(1));
            Duration late = duration(Setting.FILE_LATE_AFTER, Duration.ofSeconds(1), Duration.ofHours(24));
            Duration deadline = duration(Setting.FILE_DEADLINE, Duration.ofMinutes(1), Duration.ofDays(7));
            Duration empty = duration(Setting.EMPTY_AFTER, Duration.ofSeconds(1), Duration.ofHours(1));
            Duration giveUp = duration(Setting.MESSAGE_GIVE_UP, Duration.ofMinutes(1), Duration.ofDays(7));
            return new CapturePolicy(
                    limit,
                    atLimit,
                    perMachine,
                    queueTimeout,
                    wish,
                    bounds,
                    profiles,
                    name,
                    onNameConflict,
                    accounts,
                    container,
                    linux,
                    windows,
                    scopes,
                    keep,
                    settle,
                    late,
                    deadline,
                    empty,
                    giveUp);
        }

        private Map<Region, ResourceId> accounts() {
            Map<Region, ResourceId> accounts = new LinkedHashMap<>();
            for (String entry : list(Setting.STORAGE_ACCOUNTS)) {
                int equals = entry.indexOf('=');
                Optional<ResourceId> id = ResourceId.parse(
                        equals < 0 ? null : entry.substring(equals + 1).strip());
                if (id.isEmpty() || !id.get().type().equals("microsoft.storage/storageaccounts")) {
                    wrong(
                            Setting.STORAGE_ACCOUNTS,
                            "has \"" + entry + "\", which is not region=account id, such as "
                                    + "westeurope=/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…");
                    continue;
                }
                try {
                    Region region = Region.of(entry.substring(0, equals).strip());
                    if (accounts.put(region, id.get()) != null) {
                        wrong(Setting.STORAGE_ACCOUNTS, "names region " + region.name() + " twice");
                    }
                } catch (IllegalArgumentException e) {
                    wrong(Setting.STORAGE_ACCOUNTS, "has \"" + entry + "\": " + e.getMessage());
                }
            }
            return accounts;
        }

        private List<ResourceId> scopes(Map<Region, ResourceId> accounts) {
            List<ResourceId> scopes = new ArrayList<>();
            for (String entry : list(Setting.SCOPES)) {
                Optional<ResourceId> id = ResourceId.parse(entry);
                if (id.isPresent() && id.get().type().startsWith("microsoft.resources/subscriptions")) {
                    scopes.add(id.get());
                } else {
                    wrong(
                            Setting.SCOPES,
                            "has \"" + entry
                                    + "\", which is not /subscriptions/… or /subscriptions/…/resourceGroups/…");
                }
            }
            if (scopes.isEmpty()) {
                accounts.values().stream()
                        .map(account -> ResourceId.parse("/subscriptions/" + account.subscriptionId()))
                        .flatMap(Optional::stream)
                        .distinct()
                        .forEach(scopes::add);
            }
            return scopes;
        }

        private List<CaptureFilter> filters(Setting setting, String json) {
            try {
                FilterGrammar.Reading reading = FilterGrammar.read("filters", FlatJson.objects(json));
                reading.problems().forEach(problem -> wrong(setting, problem.field() + " " + problem.detail()));
                return reading.filters();
            } catch (AlertFormatException e) {
                wrong(setting, "is not a JSON array of filters such as [{\"protocol\":\"TCP\",\"localPort\":\"443\"}]");
                return List.of();
            }
        }

        private Map<String, CaptureWish> profiles(CaptureWish base) {
            Map<String, CaptureWish> profiles = new LinkedHashMap<>();
            try {
                JsonNode root = new ObjectMapper().readTree(text(Setting.CAPTURE_PROFILES));
                if (!root.isObject()) {
                    throw new IllegalArgumentException("is not " + Setting.CAPTURE_PROFILES.range());
                }
                root.properties()
                        .forEach(
                                entry -> profiles.put(entry.getKey(), profile(entry.getKey(), entry.getValue(), base)));
            } catch (JsonProcessingException e) {
                wrong(Setting.CAPTURE_PROFILES, "is not JSON");
            } catch (IllegalArgumentException | DateTimeParseException e) {
                wrong(Setting.CAPTURE_PROFILES, String.valueOf(e.getMessage()));
            }
            return profiles;
        }

        private CaptureWish profile(String name, JsonNode node, CaptureWish base) {
            if (!node.isObject()) {
                throw new IllegalArgumentException("profile " + name + " is not an object");
            }
            long seconds = base.limits().timeLimitSeconds();
            long total = base.limits().totalBytes();
            long perPacket = base.limits().bytesPerPacket();
            List<CaptureFilter> filters = base.filters();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                JsonNode value = entry.getValue();
                switch (entry.getKey()) {
                    case "duration" -> seconds = Duration.parse(value.asText()).toSeconds();
                    case "totalBytes" -> total = value.asLong(-1);
                    case "bytesPerPacket" -> perPacket = value.asLong(-1);
                    case "filters" -> filters = filters(Setting.CAPTURE_PROFILES, value.toString());
                    default ->
                        throw new IllegalArgumentException("profile " + name + " has \"" + entry.getKey()
                                + "\"; allowed are duration, totalBytes, bytesPerPacket and filters");
                }
            }
            if (seconds > CaptureLimits.MAX_TIME_LIMIT_SECONDS) {
                throw new IllegalArgumentException("profile " + name + " is longer than PT5H");
            }
            return new CaptureWish(new CaptureLimits((int) seconds, total, perPacket), filters);
        }

        private @Nullable String path(Setting setting, Function<String, Optional<String>> problem) {
            String path = value(setting);
            if (path != null) {
                problem.apply(path).ifPresent(words -> wrong(setting, words));
            }
            return path;
        }

        // ---- the world ------------------------------------------------------------------------------------------

        private @Nullable AzureAccess azure() {
            Login login = login();
            try {
                return new AzureAccess(
                        URI.create(text(Setting.ARM_ENDPOINT)),
                        login,
                        given("AZURE_CLIENT_ID"),
                        value(Setting.CREATE_WATCHER_IN));
            } catch (IllegalArgumentException e) {
                wrong(Setting.ARM_ENDPOINT, String.valueOf(e.getMessage()));
                return null;
            }
        }

        private Login login() {
            String text = text(Setting.CREDENTIAL);
            for (Login login : Login.values()) {
                if (login.name().replace("_", "").equalsIgnoreCase(text)) {
                    return login;
                }
            }
            wrong(Setting.CREDENTIAL, "is \"" + text + "\"; allowed are " + Setting.CREDENTIAL.range());
            return Login.AUTO;
        }

        private @Nullable Credentials credentials(AzureAccess azure) {
            try {
                return new Credentials(azure, environment);
            } catch (IllegalArgumentException e) {
                wrong(Setting.CREDENTIAL, String.valueOf(e.getMessage()));
                return null;
            }
        }

        private @Nullable StateStorage state() {
            String connection = given(STORAGE);
            if (connection != null) {
                return new StateStorage(
                        connection.replace(" ", "").equalsIgnoreCase("UseDevelopmentStorage=true")
                                ? DEVELOPMENT
                                : connection,
                        null);
            }
            String endpoint = given(STORAGE + "__blobServiceUri");
            String account = given(STORAGE + "__accountName");
            if (endpoint == null && account != null) {
                endpoint = text(Setting.BLOB_ENDPOINT).replace("{account}", account);
            }
            if (endpoint == null) {
                problems.add(new SettingProblem(
                        STORAGE, "is not set, nor " + STORAGE + "__blobServiceUri: the ledger has no storage account"));
                return null;
            }
            return new StateStorage(null, endpoint);
        }

        private String blobEndpoint() {
            String endpoint = text(Setting.BLOB_ENDPOINT);
            if (!endpoint.contains("{account}") || !endpoint.matches("https?://[A-Za-z0-9.:/{}-]+")) {
                wrong(
                        Setting.BLOB_ENDPOINT,
                        "must be an address with {account} in it, such as " + Setting.BLOB_ENDPOINT.byDefault());
            }
            return endpoint;
        }

        private void monitorSchedule() {
            String schedule = value(Setting.MONITOR_SCHEDULE);
            if (schedule == null || schedule.split("\\s+", -1).length != SIX) {
                wrong(
                        Setting.MONITOR_SCHEDULE,
                        (schedule == null ? "is not set" : "is \"" + schedule + "\"")
                                + ": it must be a six-field schedule such as */30 * * * * *, or nothing follows a capture");
            }
        }

        /** A setting that is misspelt would be ignored silently otherwise. */
        private void unknown() {
            environment.keySet().stream().sorted().forEach(name -> {
                if (name.toUpperCase(Locale.ROOT).startsWith("ALERTCAP_")
                        && java.util.Arrays.stream(Setting.values())
                                .noneMatch(setting -> setting.variable().equals(name))) {
                    problems.add(new SettingProblem(name, "is not a setting of this app"));
                }
            });
        }

        // ---- single values --------------------------------------------------------------------------------------

        private void wrong(Setting setting, String detail) {
            problems.add(new SettingProblem(setting.variable(), detail));
        }

        private @Nullable String given(String name) {
            String text = environment.get(name);
            return text == null || text.isBlank() ? null : text.strip();
        }

        private @Nullable String value(Setting setting) {
            return given(setting.variable());
        }

        private String text(Setting setting) {
            return Objects.requireNonNullElse(value(setting), setting.byDefault());
        }

        private List<String> list(Setting setting) {
            List<String> entries = new ArrayList<>();
            for (String entry : text(setting).split(",", -1)) {
                if (!entry.isBlank()) {
                    entries.add(entry.strip());
                }
            }
            return entries;
        }

        private long number(Setting setting, long least, long most) {
            String text = text(setting);
            if (text.matches("[0-9]{1,18}")) {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return value;
                }
            }
            wrong(setting, "is \"" + text + "\"; it must be a whole number, " + setting.range());
            return Long.parseLong(setting.byDefault());
        }

        private Duration duration(Setting setting, Duration least, Duration most) {
            String text = text(setting);
            try {
                Duration value = Duration.parse(text);
                if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                    return value;
                }
            } catch (DateTimeParseException e) {
                // Said below, the same way as a duration out of range.
            }
            wrong(setting, "is \"" + text + "\"; it must be an ISO-8601 duration, " + setting.range());
            return Duration.parse(setting.byDefault());
        }

        private <T extends Enum<T>> T choice(Setting setting, T[] values) {
            String text = text(setting);
            for (T value : values) {
                if (value.name().equalsIgnoreCase(text)) {
                    return value;
                }
            }
            wrong(setting, "is \"" + text + "\"; allowed are " + setting.range());
            return values[0];
        }

        private String container(Setting setting) {
            String text = text(setting);
            if (!CONTAINER.matcher(text).matches()) {
                wrong(
                        setting,
                        "is \"" + text
                                + "\"; a container's name has 3 to 63 lower-case letters, digits and single hyphens");
            }
            return text;
        }
    }
}

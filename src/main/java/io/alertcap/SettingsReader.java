package io.alertcap;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.alertcap.Settings.StateStorage;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.azure.AzureAccess;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.azure.Credentials;
import io.alertcap.capture.AgentInstall;
import io.alertcap.capture.AtLimit;
import io.alertcap.capture.CaptureName;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.MachinePath;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.OnNameConflict;
import io.alertcap.capture.Retention;
import io.alertcap.capture.Timeouts;
import io.alertcap.notify.Destinations;
import io.alertcap.notify.MailRoute;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads all settings, and finds all that is wrong with them. One reader for one reading. */
final class SettingsReader {
    private static final Pattern CONTAINER = Pattern.compile("(?=.{3,63}$)[a-z0-9](-?[a-z0-9])*");
    /** How often the history is gone through for what is to be deleted. */
    private static final Duration EVERY_DAY = Duration.ofDays(1);

    private static final String STORAGE = "AzureWebJobsStorage";
    private static final String FIX_STORAGE =
            "use the form DefaultEndpointsProtocol=…;AccountName=…;AccountKey=…, or no connection string but "
                    + "AzureWebJobsStorage__blobServiceUri and the app's identity";

    /** One of six fields, such as {@code *} or a list of such, {@code 1-5} or {@code MON,FRI}; see NCRONTAB. */
    private static final String FIELD = "(\\*|%1$s(-%1$s)?)(/\\d{1,2})?".formatted("(\\d{1,2}|[A-Za-z]{3})");

    private static final Pattern SCHEDULE = Pattern.compile("%1$s(,%1$s)*(\\s+%1$s(,%1$s)*){5}".formatted(FIELD));

    private static final String LOOPBACK = "http://(localhost|127\\.0\\.0\\.1)(:\\d{1,5})?";
    private static final Pattern BLOB_ENDPOINT =
            Pattern.compile("(https://[A-Za-z0-9.:{}-]+|" + LOOPBACK + ")(/[A-Za-z0-9{}-]*)*");
    private static final Pattern STATE_ENDPOINT =
            Pattern.compile("https://[A-Za-z0-9.-]+(:\\d{1,5})?(/[A-Za-z0-9-]*)*");

    /** Azure's own rule for the names of tags, and no equals sign; values have at most 256 characters. */
    private static final Pattern TAG = Pattern.compile("([^<>%&\\\\?/=]{1,512}?)\\s*=\\s*(.{0,256})");

    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern DEVELOPMENT_STORAGE =
            Pattern.compile("\\s*UseDevelopmentStorage\\s*=\\s*true\\s*;?\\s*", CASE_INSENSITIVE);

    /** The emulator's published account and key; see Microsoft's documentation of Azurite. */
    private static final String DEVELOPMENT = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey="
            + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;";

    private final SettingValues values;

    SettingsReader(SettingValues values) {
        this.values = values;
    }

    /** The settings; of no use, or null, when there are problems. */
    @Nullable
    Settings settings() {
        CapturePolicy policy = policy();
        String container = container(Setting.STATE_CONTAINER);
        String blobEndpoint = blobEndpoint();
        monitorSchedule();
        AzureAccess azure = azure();
        Credentials credentials = azure == null ? null : credentials(azure);
        StateStorage state = state();
        Set<ResourceId> actionGroups = actionGroups();
        if (state != null && state.endpoint() != null && azure != null && azure.login() == Login.NONE) {
            values.wrong(
                    Setting.CREDENTIAL,
                    "is none, and the ledger's storage account is named by its address only: give " + STORAGE
                            + " a connection string, or choose a credential");
        }
        Destinations destinations = Destinations.parse(
                values.value(Setting.WEBHOOK_URLS),
                values.value(Setting.WEBHOOK_SECRET),
                values.value(Setting.SLACK_URL),
                values.value(Setting.TEAMS_URL));
        destinations.problems().forEach(problem -> values.wrong(problem.setting(), problem.detail()));
        MailRoute mail = MailSettings.read(values);
        CallerSettings callers = CallerSettings.read(values);
        MachineTags machineTags = machineTags();
        Duration linkLife = values.duration(Setting.LINK_LIFE, Duration.ZERO, Duration.ofHours(1));
        values.findUnknown();
        return policy == null || azure == null || credentials == null || state == null
                ? null
                : new Settings(
                        policy,
                        azure,
                        credentials,
                        destinations.all(),
                        mail,
                        state,
                        callers,
                        container,
                        blobEndpoint,
                        machineTags,
                        linkLife,
                        actionGroups,
                        ShownSettings.of(values.environment()));
    }

    // ---- captures -------------------------------------------------------------------------------------------

    private @Nullable CapturePolicy policy() {
        Map<Region, ResourceId> accounts = accounts();
        CaptureSettings captures = CaptureSettings.read(values);
        String name = values.text(Setting.CAPTURE_NAME);
        CaptureName.problem(name).ifPresent(problem -> values.wrong(Setting.CAPTURE_NAME, problem));
        String container = container(Setting.CAPTURE_CONTAINER);
        String linux = path(Setting.LINUX_PATH, MachinePath::linuxProblem);
        String windows = path(Setting.WINDOWS_PATH, MachinePath::windowsProblem);
        if (accounts.isEmpty() && linux == null && windows == null && values.value(Setting.STORAGE_ACCOUNTS) == null) {
            values.wrong(
                    Setting.STORAGE_ACCOUNTS,
                    "is not set: no capture could be stored anywhere; " + Setting.STORAGE_ACCOUNTS.range());
        }
        List<ResourceId> scopes = scopes(accounts);
        AtLimit atLimit = values.choice(Setting.AT_LIMIT, AtLimit.values());
        AgentInstall agentInstall = values.choice(Setting.AGENT_INSTALL, AgentInstall.values());
        OnNameConflict onNameConflict = values.choice(Setting.ON_NAME_CONFLICT, OnNameConflict.values());
        int limit = (int) values.number(Setting.CAPTURE_LIMIT, 1, 10_000);
        int perMachine = (int) values.number(Setting.PER_MACHINE, 1, 10);
        Duration queueTimeout = values.duration(Setting.QUEUE_TIMEOUT, Duration.ofSeconds(10), Duration.ofHours(24));
        Duration keep = values.duration(Setting.KEEP_SESSION, Duration.ZERO, Duration.ofDays(30));
        Duration settle = values.duration(Setting.FILE_SETTLE, Duration.ofSeconds(1), Duration.ofHours(1));
        Duration late = values.duration(Setting.FILE_LATE_AFTER, Duration.ofSeconds(1), Duration.ofHours(24));
        Duration deadline = values.duration(Setting.FILE_DEADLINE, Duration.ofMinutes(1), Duration.ofDays(7));
        Duration empty = values.duration(Setting.EMPTY_AFTER, Duration.ofSeconds(1), Duration.ofHours(1));
        Duration giveUp = values.duration(Setting.MESSAGE_GIVE_UP, Duration.ofMinutes(1), Duration.ofDays(7));
        Duration watch = values.duration(Setting.WATCH_INTERVAL, Duration.ZERO, Duration.ofHours(24));
        return new CapturePolicy(
                limit,
                atLimit,
                perMachine,
                queueTimeout,
                captures.wish(),
                captures.bounds(),
                captures.profiles(),
                name,
                onNameConflict,
                accounts,
                container,
                linux,
                windows,
                scopes,
                agentInstall,
                keep,
                settle,
                late,
                deadline,
                empty,
                giveUp,
                watch,
                retention());
    }

    /**
     * Azure Monitor keeps an alert for 30 days, and as long may it be delivered once more or be resolved: only the record
     * tells then that it was served.
     */
    private Retention retention() {
        Duration records = values.zeroOrDays(Setting.RECORD_RETENTION, 30, 3_650);
        Duration files = values.zeroOrDays(Setting.FILE_RETENTION, 1, 3_650);
        if (!records.isZero()
                && files.compareTo(records) > 0
                && values.isLegal(Setting.RECORD_RETENTION)
                && values.isLegal(Setting.FILE_RETENTION)) {
            values.wrong(
                    Setting.FILE_RETENTION,
                    "is " + SettingValues.quoted(values.text(Setting.FILE_RETENTION)) + ", more than the "
                            + values.text(Setting.RECORD_RETENTION) + " of " + Setting.RECORD_RETENTION.variable()
                            + ": once its record is gone nobody knows the file; shorten it, or set PT0S to leave files to"
                            + " the storage account");
        }
        return new Retention(records, files, EVERY_DAY);
    }

    private Map<Region, ResourceId> accounts() {
        Map<Region, ResourceId> accounts = new LinkedHashMap<>();
        for (String entry : values.list(Setting.STORAGE_ACCOUNTS)) {
            int equals = entry.indexOf('=');
            Optional<ResourceId> id = ResourceId.parse(
                    equals < 0 ? null : entry.substring(equals + 1).strip());
            if (id.isEmpty() || !isStorageAccount(id.get())) {
                values.wrong(
                        Setting.STORAGE_ACCOUNTS,
                        "has " + SettingValues.quoted(entry) + ", which is not region=account id, such as "
                                + "westeurope=/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…");
                continue;
            }
            try {
                Region region = Region.of(entry.substring(0, equals).strip());
                if (accounts.put(region, id.get()) != null) {
                    values.wrong(Setting.STORAGE_ACCOUNTS, "names region " + region.name() + " twice");
                }
            } catch (IllegalArgumentException e) {
                values.wrong(Setting.STORAGE_ACCOUNTS, "has " + SettingValues.quoted(entry) + ": " + e.getMessage());
            }
        }
        return accounts;
    }

    /** The group above it and the name, too: two ids with a wrong separator between them read as one of a longer path. */
    private static boolean isStorageAccount(ResourceId id) {
        return id.type().equals("microsoft.storage/storageaccounts")
                && id.parent()
                        .map(ResourceId::type)
                        .equals(Optional.of("microsoft.resources/subscriptions/resourcegroups"))
                && ACCOUNT.matcher(id.name()).matches();
    }

    private List<ResourceId> scopes(Map<Region, ResourceId> accounts) {
        List<ResourceId> scopes = new ArrayList<>();
        for (String entry : values.list(Setting.SCOPES)) {
            Optional<ResourceId> id = ResourceId.parse(entry);
            if (id.isPresent() && isScope(id.get())) {
                scopes.add(id.get());
            } else {
                values.wrong(
                        Setting.SCOPES,
                        "has " + SettingValues.quoted(entry)
                                + ", which is not /subscriptions/… or /subscriptions/…/resourceGroups/…");
            }
        }
        if (scopes.isEmpty()
                && accounts.isEmpty()
                && values.isLegal(Setting.SCOPES)
                && values.isLegal(Setting.STORAGE_ACCOUNTS)) {
            values.wrong(
                    Setting.SCOPES,
                    "is not set, nor is there a storage account to take the subscription from: no machine could be captured");
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

    private Set<ResourceId> actionGroups() {
        Set<ResourceId> groups = new LinkedHashSet<>();
        for (String entry : values.list(Setting.ACTION_GROUPS)) {
            ResourceId.parse(entry)
                    .filter(id -> id.type().equals("microsoft.insights/actiongroups"))
                    .ifPresentOrElse(
                            groups::add,
                            () -> values.wrong(
                                    Setting.ACTION_GROUPS,
                                    "has " + SettingValues.quoted(entry)
                                            + ", which is not"
                                            + " /subscriptions/…/resourceGroups/…/providers/Microsoft.Insights/actionGroups/…"));
        }
        return groups;
    }

    private MachineTags machineTags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String entry : values.list(Setting.MACHINE_TAGS)) {
            Matcher tag = TAG.matcher(entry);
            if (!tag.matches()) {
                values.wrong(
                        Setting.MACHINE_TAGS,
                        "has " + SettingValues.quoted(entry) + ", which is not name=value, such as capture=allowed");
            } else if (tags.put(tag.group(1).toLowerCase(Locale.ROOT), tag.group(2)) != null) {
                values.wrong(Setting.MACHINE_TAGS, "names tag " + SettingValues.quoted(tag.group(1)) + " twice");
            }
        }
        return new MachineTags(tags);
    }

    private static boolean isScope(ResourceId id) {
        return id.type().equals("microsoft.resources/subscriptions")
                || id.type().equals("microsoft.resources/subscriptions/resourcegroups");
    }

    private @Nullable String path(Setting setting, Function<String, Optional<String>> problem) {
        String path = values.value(setting);
        if (path != null) {
            problem.apply(path)
                    .ifPresent(words -> values.wrong(setting, "is " + SettingValues.quoted(path) + "; it " + words));
        }
        return path;
    }

    // ---- the world ------------------------------------------------------------------------------------------

    private @Nullable AzureAccess azure() {
        Timeouts timeouts = new Timeouts(
                values.duration(Setting.CONNECT_TIMEOUT, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                values.duration(Setting.READ_TIMEOUT, Duration.ofSeconds(1), Timeouts.LONGEST_READ));
        Login login = values.choice(Setting.CREDENTIAL, Login.values());
        String group = values.value(Setting.CREATE_WATCHER_IN);
        Optional<String> groupProblem = AzureAccess.groupProblem(group);
        groupProblem.ifPresent(problem -> values.wrong(Setting.CREATE_WATCHER_IN, problem));
        URI endpoint;
        try {
            endpoint = new URI(values.text(Setting.ARM_ENDPOINT));
        } catch (URISyntaxException e) {
            values.wrong(Setting.ARM_ENDPOINT, "is no address; it must be one such as " + AzureAccess.PUBLIC_CLOUD);
            return null;
        }
        Optional<String> endpointProblem = AzureAccess.endpointProblem(endpoint, login);
        endpointProblem.ifPresent(problem -> values.wrong(Setting.ARM_ENDPOINT, problem));
        Optional<String> loginProblem =
                endpointProblem.isPresent() ? Optional.empty() : AzureAccess.loginProblem(endpoint, login);
        loginProblem.ifPresent(problem -> values.wrong(Setting.CREDENTIAL, problem));
        return groupProblem.isPresent() || endpointProblem.isPresent() || loginProblem.isPresent()
                ? null
                : new AzureAccess(endpoint, login, values.given("AZURE_CLIENT_ID"), group, timeouts);
    }

    private @Nullable Credentials credentials(AzureAccess azure) {
        try {
            return new Credentials(azure, values.environment());
        } catch (IllegalArgumentException e) {
            values.wrong(Setting.CREDENTIAL, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable StateStorage state() {
        String connection = values.given(STORAGE);
        if (connection != null) {
            return byConnectionString(connection);
        }
        String endpoint = values.given(STORAGE + "__blobServiceUri");
        String account = values.given(STORAGE + "__accountName");
        if (endpoint == null && account != null) {
            if (!ACCOUNT.matcher(account).matches()) {
                values.wrong(
                        STORAGE + "__accountName",
                        "is " + SettingValues.quoted(account)
                                + "; a storage account's name has 3 to 24 lower-case letters and digits");
                return null;
            }
            return new StateStorage(null, values.text(Setting.BLOB_ENDPOINT).replace("{account}", account));
        }
        if (endpoint == null) {
            if (!values.isUnresolved(STORAGE)) {
                values.wrong(
                        STORAGE, "is not set, nor " + STORAGE + "__blobServiceUri: the ledger has no storage account");
            }
            return null;
        }
        if (!STATE_ENDPOINT.matcher(endpoint).matches()) {
            values.wrong(
                    STORAGE + "__blobServiceUri",
                    "must be an https address without query, such as https://example.blob.core.windows.net");
            return null;
        }
        return new StateStorage(null, endpoint);
    }

    /** Nothing of a connection string is ever shown. */
    private @Nullable StateStorage byConnectionString(String connection) {
        if (DEVELOPMENT_STORAGE.matcher(connection).matches()) {
            return new StateStorage(DEVELOPMENT, null);
        }
        boolean name = false;
        boolean key = false;
        for (String part : connection.split(";", -1)) {
            String lower = part.strip().toLowerCase(Locale.ROOT);
            name |= lower.matches("accountname=[a-z0-9]{3,24}");
            key |= lower.matches("accountkey=[a-z0-9+/]+=*");
        }
        if (!name || !key) {
            values.wrong(
                    STORAGE,
                    "is a connection string without a legal " + (name ? "AccountKey" : "AccountName") + ": "
                            + FIX_STORAGE);
            return null;
        }
        return new StateStorage(connection, null);
    }

    private String blobEndpoint() {
        String endpoint = values.text(Setting.BLOB_ENDPOINT);
        if (!endpoint.contains("{account}")
                || !BLOB_ENDPOINT
                        .matcher(endpoint.replace("{account}", "account"))
                        .matches()) {
            values.wrong(
                    Setting.BLOB_ENDPOINT,
                    "must be an https address with {account} in it, such as " + Setting.BLOB_ENDPOINT.byDefault()
                            + " (http is allowed to this machine only)");
        }
        return endpoint;
    }

    private void monitorSchedule() {
        String schedule = values.value(Setting.MONITOR_SCHEDULE);
        if (schedule == null || !SCHEDULE.matcher(schedule).matches()) {
            values.wrong(
                    Setting.MONITOR_SCHEDULE,
                    (schedule == null ? "is not set" : "is " + SettingValues.quoted(schedule))
                            + ": it must be a six-field schedule such as */30 * * * * *, or nothing follows a capture");
        }
    }

    private String container(Setting setting) {
        String text = values.text(setting);
        if (!CONTAINER.matcher(text).matches()) {
            values.wrong(
                    setting,
                    "is " + SettingValues.quoted(text)
                            + "; a container's name has 3 to 63 lower-case letters, digits and single hyphens");
        }
        return text;
    }
}

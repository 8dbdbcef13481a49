package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.SettingProblem;
import io.alertcap.azure.AzureAccess;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.capture.AgentInstall;
import io.alertcap.capture.AtLimit;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.OnNameConflict;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.Retention;
import io.alertcap.capture.Timeouts;
import io.alertcap.entra.SecureWebhook;
import io.alertcap.notify.Destination;
import io.alertcap.notify.MailRoute;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
    private static final String ACCOUNT =
            SUBSCRIPTION + "/resourceGroups/rg-alertcap/providers/Microsoft.Storage/storageAccounts/stcap1";
    private static final String OTHER_ACCOUNT =
            SUBSCRIPTION + "/resourceGroups/rg-alertcap/providers/Microsoft.Storage/storageAccounts/stcap2";
    private static final String ACTION_GROUP =
            SUBSCRIPTION + "/resourceGroups/rg-alertcap/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture";
    private static final String KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==";
    private static final String TENANT = "00000000-0000-0000-0000-00000000000a";
    private static final String CONNECTION = "DefaultEndpointsProtocol=https;AccountName=sthost1;AccountKey=" + KEY;

    /** The least that the app runs with. */
    private static final List<String> MAIL = List.of(
            "ALERTCAP_MAIL_HOST", "mail.example",
            "ALERTCAP_MAIL_FROM", "alertcap@example.com",
            "ALERTCAP_MAIL_TO", "ops@example.com",
            "ALERTCAP_MAIL_USER", "user",
            "ALERTCAP_MAIL_PASSWORD", "password");

    private static final Map<String, String> REQUIRED = Map.of(
            "AzureWebJobsStorage",
            CONNECTION,
            "ALERTCAP_STORAGE_ACCOUNTS",
            "westeurope=" + ACCOUNT,
            "ALERTCAP_MONITOR_SCHEDULE",
            "*/30 * * * * *");

    @Test
    void defaults() {
        Settings settings = legal();

        assertThat(settings.policy())
                .isEqualTo(new CapturePolicy(
                        10,
                        AtLimit.QUEUE,
                        1,
                        Duration.ofMinutes(15),
                        new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                        new CaptureLimits(18_000, 4_294_967_295L, 4_294_967_295L),
                        Map.of(),
                        "{machine}-{fired}-{id}",
                        OnNameConflict.UNIQUE,
                        Map.of(Region.of("westeurope"), id(ACCOUNT)),
                        "captures",
                        null,
                        null,
                        List.of(id(SUBSCRIPTION)),
                        AgentInstall.NEVER,
                        Duration.ZERO,
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(15),
                        Duration.ofHours(24),
                        Duration.ofMinutes(3),
                        Duration.ofHours(24),
                        Duration.ofMinutes(5),
                        new Retention(Duration.ofDays(365), Duration.ZERO, Duration.ofDays(1))));
        assertThat(settings.azure())
                .isEqualTo(new AzureAccess(
                        AzureAccess.PUBLIC_CLOUD,
                        Login.AUTO,
                        null,
                        null,
                        new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(15))));
        assertThat(settings.credentials().login()).isEqualTo(Login.DEVELOPER);
        assertThat(settings.destinations()).isEmpty();
        assertThat(settings.state()).isEqualTo(new Settings.StateStorage(CONNECTION, null));
        assertThat(settings.machineTags()).isEqualTo(MachineTags.NONE);
        assertThat(settings.callers().signingKey()).isNull();
        assertThat(settings.callers().webhook()).isNull();
        assertThat(settings.stateContainer()).isEqualTo("alertcap");
        assertThat(settings.blobEndpoint()).isEqualTo("https://{account}.blob.core.windows.net");
    }

    @Test
    void explicit_values() {
        Map<String, String> all = Map.ofEntries(
                Map.entry("AzureWebJobsStorage__blobServiceUri", "https://sthost1.blob.core.usgovcloudapi.net/"),
                Map.entry("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000002"),
                Map.entry(
                        "ALERTCAP_STORAGE_ACCOUNTS",
                        " USGov Virginia = " + ACCOUNT + " ,, usgovtexas=" + OTHER_ACCOUNT + ","),
                Map.entry("ALERTCAP_SCOPES", SUBSCRIPTION + "/resourceGroups/rg-shop , " + SUBSCRIPTION),
                Map.entry("ALERTCAP_MACHINE_TAGS", "Capture = allowed, env=prod"),
                Map.entry("ALERTCAP_SIGNING_KEY", KEY),
                Map.entry("ALERTCAP_SECURE_WEBHOOK", TENANT + "=api://" + TENANT),
                Map.entry("ALERTCAP_ENTRA_AUTHORITY", "https://login.microsoftonline.us"),
                Map.entry("ALERTCAP_OPERATOR_ROLE", "Alertcap.Operator"),
                Map.entry("ALERTCAP_MONITOR_SCHEDULE", "0 */2 6-18 * * MON,WED-FRI"),
                Map.entry("ALERTCAP_CAPTURE_LIMIT", "200"),
                Map.entry("ALERTCAP_AT_LIMIT", "Preempt"),
                Map.entry("ALERTCAP_PER_MACHINE", "3"),
                Map.entry("ALERTCAP_QUEUE_TIMEOUT", "PT1H"),
                Map.entry("ALERTCAP_CAPTURE_DURATION", "PT1M30S"),
                Map.entry("ALERTCAP_CAPTURE_TOTAL_BYTES", "5000000"),
                Map.entry("ALERTCAP_CAPTURE_BYTES_PER_PACKET", "96"),
                Map.entry("ALERTCAP_CAPTURE_FILTERS", "[{\"protocol\":\"TCP\",\"localPort\":\"443\"}]"),
                Map.entry(
                        "ALERTCAP_CAPTURE_PROFILES",
                        "{\"deep\":{\"duration\":\"PT10M\",\"totalBytes\":9000000,\"bytesPerPacket\":0,\"filters\":[]},"
                                + "\"usual\":{}}"),
                Map.entry("ALERTCAP_MAX_DURATION", "PT20M"),
                Map.entry("ALERTCAP_MAX_TOTAL_BYTES", "10000000"),
                Map.entry("ALERTCAP_CAPTURE_NAME", "cap-{rule}-{id}"),
                Map.entry("ALERTCAP_ON_NAME_CONFLICT", "replace"),
                Map.entry("ALERTCAP_CAPTURE_CONTAINER", "packets"),
                Map.entry("ALERTCAP_LINUX_PATH", "/var/captures/{name}.cap"),
                Map.entry("ALERTCAP_WINDOWS_PATH", "C:\\Captures\\{name}.cap"),
                Map.entry("ALERTCAP_KEEP_SESSION", "P1D"),
                Map.entry("ALERTCAP_LINK_LIFE", "PT1M"),
                Map.entry("ALERTCAP_FILE_SETTLE", "PT20S"),
                Map.entry("ALERTCAP_FILE_LATE_AFTER", "PT10M"),
                Map.entry("ALERTCAP_FILE_DEADLINE", "P2D"),
                Map.entry("ALERTCAP_EMPTY_AFTER", "PT1M"),
                Map.entry("ALERTCAP_RECORD_RETENTION", "P90D"),
                Map.entry("ALERTCAP_FILE_RETENTION", "P30D"),
                Map.entry("ALERTCAP_WEBHOOK_URLS", "https://a.example/1, https://b.example/2"),
                Map.entry("ALERTCAP_WEBHOOK_SECRET", "whsec_" + KEY),
                Map.entry("ALERTCAP_SLACK_URL", "https://hooks.slack.example/services/T/B/x"),
                Map.entry("ALERTCAP_TEAMS_URL", "https://teams.example/workflow?sig=y"),
                Map.entry("ALERTCAP_MAIL_HOST", "smtp.azurecomm.net"),
                Map.entry("ALERTCAP_MAIL_PORT", "2587"),
                Map.entry("ALERTCAP_MAIL_FROM", "alertcap@example.com"),
                Map.entry("ALERTCAP_MAIL_TO", "ops@example.com, night@example.com"),
                Map.entry("ALERTCAP_MAIL_USER", "alertcap|app|tenant"),
                Map.entry("ALERTCAP_MAIL_PASSWORD", "s3cret"),
                Map.entry("ALERTCAP_MESSAGE_GIVE_UP", "PT2H"),
                Map.entry("ALERTCAP_WATCH_INTERVAL", "PT30M"),
                Map.entry("ALERTCAP_STATE_CONTAINER", "memory"),
                Map.entry("ALERTCAP_CREDENTIAL", "managedIdentity"),
                Map.entry("ALERTCAP_ARM_ENDPOINT", "https://management.usgovcloudapi.net/"),
                Map.entry("ALERTCAP_BLOB_ENDPOINT", "https://{account}.blob.core.usgovcloudapi.net"),
                Map.entry("ALERTCAP_CONNECT_TIMEOUT", "PT1S"),
                Map.entry("ALERTCAP_READ_TIMEOUT", "PT5S"),
                Map.entry("ALERTCAP_CREATE_WATCHER_IN", "NetworkWatcherRG"),
                Map.entry("ALERTCAP_ACTION_GROUPS", ACTION_GROUP),
                Map.entry("ALERTCAP_AGENT_INSTALL", "ifMissing"));
        assertThat(all.keySet())
                .containsAll(
                        Arrays.stream(Setting.values()).map(Setting::variable).toList());

        Settings.Reading reading = Settings.read(all);

        assertThat(reading.problems()).isEmpty();
        Settings settings = Objects.requireNonNull(reading.settings());
        CaptureFilter https = new CaptureFilter(Protocol.TCP, null, "443", null, null);
        CaptureWish usual = new CaptureWish(new CaptureLimits(90, 5_000_000, 96), List.of(https));
        assertThat(settings.policy())
                .isEqualTo(new CapturePolicy(
                        200,
                        AtLimit.PREEMPT,
                        3,
                        Duration.ofHours(1),
                        usual,
                        new CaptureLimits(1200, 10_000_000, 4_294_967_295L),
                        Map.of(
                                "deep",
                                new CaptureWish(new CaptureLimits(600, 9_000_000, 0), List.of()),
                                "usual",
                                usual),
                        "cap-{rule}-{id}",
                        OnNameConflict.REPLACE,
                        Map.of(Region.of("usgovvirginia"), id(ACCOUNT), Region.of("usgovtexas"), id(OTHER_ACCOUNT)),
                        "packets",
                        "/var/captures/{name}.cap",
                        "C:\\Captures\\{name}.cap",
                        List.of(id(SUBSCRIPTION + "/resourceGroups/rg-shop"), id(SUBSCRIPTION)),
                        AgentInstall.IF_MISSING,
                        Duration.ofDays(1),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(10),
                        Duration.ofDays(2),
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofMinutes(30),
                        new Retention(Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(1))));
        assertThat(settings.azure())
                .isEqualTo(new AzureAccess(
                        URI.create("https://management.usgovcloudapi.net"),
                        Login.MANAGED_IDENTITY,
                        "00000000-0000-0000-0000-000000000002",
                        "NetworkWatcherRG",
                        new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(5))));
        assertThat(settings.destinations())
                .extracting(Destination::name)
                .containsExactly("webhook-1", "webhook-2", "slack", "teams");
        assertThat(settings.mail())
                .isEqualTo(new MailRoute(
                        "smtp.azurecomm.net",
                        2587,
                        new MailRoute.Login("alertcap|app|tenant", "s3cret"),
                        "alertcap@example.com",
                        List.of("ops@example.com", "night@example.com")));
        assertThat(settings.state())
                .isEqualTo(new Settings.StateStorage(null, "https://sthost1.blob.core.usgovcloudapi.net/"));
        assertThat(settings.machineTags()).isEqualTo(new MachineTags(Map.of("capture", "allowed", "env", "prod")));
        assertThat(settings.callers().signingKey()).isNotNull();
        assertThat(settings.callers().webhook())
                .isEqualTo(new SecureWebhook(
                        URI.create("https://login.microsoftonline.us"), TENANT, List.of("api://" + TENANT, TENANT)));
        assertThat(settings.stateContainer()).isEqualTo("memory");
        assertThat(settings.blobEndpoint()).isEqualTo("https://{account}.blob.core.usgovcloudapi.net");
        assertThat(settings.actionGroups()).containsExactly(id(ACTION_GROUP));
    }

    @Test
    void reports_all_problems_at_once_by_name() {
        List<SettingProblem> problems = problems(
                "AzureWebJobsStorage", "",
                "ALERTCAP_STORAGE_ACCOUNTS", "westeurope",
                "ALERTCAP_SCOPES", "rg-shop",
                "ALERTCAP_SIGNING_KEY", "short",
                "ALERTCAP_MONITOR_SCHEDULE", "",
                "ALERTCAP_CAPTURE_LIMIT", "many",
                "ALERTCAP_AT_LIMIT", "panic",
                "ALERTCAP_QUEUE_TIMEOUT", "15 minutes",
                "ALERTCAP_CAPTURE_FILTERS", "tcp",
                "ALERTCAP_CAPTURE_PROFILES", "[]",
                "ALERTCAP_CAPTURE_NAME", "{host}",
                "ALERTCAP_SLACK_URL", "http://slack.example",
                "ALERTCAP_CREDENTIAL", "root",
                "ALERTCAP_ARM_ENDPOINT", "azure",
                "ALERTCAP_CREATE_WATCHER_IN", "ends in a dot.",
                "ALERTCAP_AGENT_INSTALL", "always",
                "ALERTCAP_CAPTURE_LIMITT", "9");

        assertThat(problems)
                .extracting(SettingProblem::setting)
                .containsExactlyInAnyOrder(
                        "AzureWebJobsStorage",
                        "ALERTCAP_STORAGE_ACCOUNTS",
                        "ALERTCAP_SCOPES",
                        "ALERTCAP_SIGNING_KEY",
                        "ALERTCAP_MONITOR_SCHEDULE",
                        "ALERTCAP_CAPTURE_LIMIT",
                        "ALERTCAP_AT_LIMIT",
                        "ALERTCAP_QUEUE_TIMEOUT",
                        "ALERTCAP_CAPTURE_FILTERS",
                        "ALERTCAP_CAPTURE_PROFILES",
                        "ALERTCAP_CAPTURE_NAME",
                        "ALERTCAP_SLACK_URL",
                        "ALERTCAP_CREDENTIAL",
                        "ALERTCAP_ARM_ENDPOINT",
                        "ALERTCAP_CREATE_WATCHER_IN",
                        "ALERTCAP_AGENT_INSTALL",
                        "ALERTCAP_CAPTURE_LIMITT");
        assertThat(problems)
                .extracting(SettingProblem::detail)
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }

    @Test
    void names_what_is_missing() {
        assertThat(Settings.read(Map.of()).problems())
                .extracting(SettingProblem::setting)
                .containsExactlyInAnyOrder(
                        "AzureWebJobsStorage", "ALERTCAP_STORAGE_ACCOUNTS", "ALERTCAP_MONITOR_SCHEDULE");
        assertThat(Settings.read(Map.of()).settings()).isNull();
    }

    @Test
    void needs_no_storage_account_where_files_stay_on_the_machine() {
        assertThat(problems("ALERTCAP_STORAGE_ACCOUNTS", "", "ALERTCAP_LINUX_PATH", "/var/captures/a.cap"))
                .extracting(SettingProblem::setting)
                .containsExactly("ALERTCAP_SCOPES");
        assertThat(problems(
                        "ALERTCAP_STORAGE_ACCOUNTS", "",
                        "ALERTCAP_LINUX_PATH", "/var/captures/a.cap",
                        "ALERTCAP_SCOPES", SUBSCRIPTION))
                .isEmpty();
    }

    static Stream<Arguments> boundaries() {
        return Stream.of(
                        bounds(Setting.CAPTURE_LIMIT, List.of("1", "10000"), "0", "10001", "-1", "1,000", "1e3", "٣"),
                        bounds(Setting.PER_MACHINE, List.of("1", "10"), "0", "11"),
                        bounds(Setting.QUEUE_TIMEOUT, List.of("PT10S", "PT24H", "P1D"), "PT9S", "PT24H1S"),
                        bounds(Setting.CAPTURE_DURATION, List.of("PT1S", "PT5H"), "PT0S", "PT5H1S", "PT1.5S", "-PT5M"),
                        bounds(
                                Setting.CAPTURE_TOTAL_BYTES,
                                List.of("1", "4294967295"),
                                "0",
                                "4294967296",
                                "1 GiB",
                                "99999999999999999999"),
                        bounds(Setting.CAPTURE_BYTES_PER_PACKET, List.of("0", "4294967295"), "-1", "4294967296"),
                        bounds(
                                Setting.CAPTURE_FILTERS,
                                List.of("[]", "[{\"remotePort\":\"80;443;\"}]"),
                                "{}",
                                "[{\"protocol\":\"ICMP\"}]",
                                "[{\"port\":\"443\"}]",
                                "[] []"),
                        bounds(
                                Setting.CAPTURE_PROFILES,
                                List.of("{}", "{\"a\":{\"duration\":\"PT5H\"}}", "{\"a\":{\"bytesPerPacket\":0}}"),
                                "{\"a\":{\"duration\":\"PT5H1S\"}}",
                                "{\"a\":{\"duration\":\"PT0S\"}}",
                                "{\"a\":{\"duration\":\"PT0.5S\"}}",
                                "{\"a\":{\"duration\":\"PT-4294967296S\"}}",
                                "{\"a\":{\"duration\":60}}",
                                "{\"a\":{\"totalBytes\":0}}",
                                "{\"a\":{\"totalBytes\":1.5}}",
                                "{\"a\":{\"totalBytes\":\"5\"}}",
                                "{\"a\":{\"totalBytes\":18446744073709551617}}",
                                "{\"a\":{\"bytesPerPacket\":-1}}",
                                "{\"a\":{\"filters\":{}}}",
                                "{\"a\":{\"filters\":[{\"localPort\":\"70000\"}]}}",
                                "{\"a\":{\"colour\":1}}",
                                "{\"a\":7}",
                                "{\"a\":{},\"a\":{}}",
                                "{} {}",
                                "{"),
                        bounds(Setting.MAX_DURATION, List.of("PT5M", "PT5H"), "PT0S", "PT5H1S", "PT5M0.5S"),
                        bounds(Setting.MAX_TOTAL_BYTES, List.of("1073741824", "4294967295"), "0", "4294967296"),
                        bounds(
                                Setting.CAPTURE_NAME,
                                List.of("a", "{id}", "x".repeat(80)),
                                "{who}",
                                "a/b",
                                "-a",
                                "x".repeat(81)),
                        bounds(
                                Setting.CAPTURE_CONTAINER,
                                List.of("abc", "a-b", "a".repeat(63), "1-2-3"),
                                "ab",
                                "a".repeat(64),
                                "a-".repeat(40) + "a",
                                "a--b",
                                "-ab",
                                "ab-",
                                "Captures"),
                        bounds(Setting.STATE_CONTAINER, List.of("abc", "a-b", "a".repeat(63)), "ab", "a".repeat(64)),
                        bounds(
                                Setting.LINUX_PATH,
                                List.of("/var/captures/x.cap"),
                                "/var/log/x.cap",
                                "/var/captures/x.pcap",
                                "/var/captures/../x.cap"),
                        bounds(Setting.WINDOWS_PATH, List.of("D:\\x.cap"), "x.cap", "D:\\x.pcap", "\\\\host\\x.cap"),
                        bounds(Setting.KEEP_SESSION, List.of("PT0S", "P30D"), "-PT1S", "P30DT1S"),
                        bounds(Setting.LINK_LIFE, List.of("PT0S", "PT1H"), "-PT1S", "PT1H1S"),
                        bounds(Setting.FILE_SETTLE, List.of("PT1S", "PT1H"), "PT0S", "PT1H1S"),
                        bounds(Setting.FILE_LATE_AFTER, List.of("PT1S", "PT24H"), "PT0S", "PT24H1S"),
                        bounds(Setting.FILE_DEADLINE, List.of("PT1M", "P7D"), "PT59S", "P7DT1S"),
                        bounds(
                                Setting.RECORD_RETENTION,
                                List.of("PT0S", "P30D", "PT720H", "P3650D"),
                                "P29D",
                                "PT1S",
                                "P3650DT1S",
                                "P1Y",
                                "-P30D",
                                "365"),
                        bounds(
                                Setting.FILE_RETENTION,
                                List.of("PT0S", "P1D", "P365D"),
                                "PT23H59M59S",
                                "P365DT1S",
                                "P3651D",
                                "-P1D"),
                        bounds(Setting.EMPTY_AFTER, List.of("PT1S", "PT1H"), "PT0S", "PT1H1S"),
                        bounds(Setting.MESSAGE_GIVE_UP, List.of("PT1M", "P7D"), "PT59S", "P7DT1S"),
                        bounds(Setting.AT_LIMIT, List.of("queue", "refuse", "preempt"), "wait"),
                        bounds(Setting.ON_NAME_CONFLICT, List.of("unique", "reject", "replace"), "overwrite"),
                        bounds(
                                Setting.STORAGE_ACCOUNTS,
                                List.of("west europe=" + ACCOUNT, "westeurope=" + ACCOUNT + ",northeurope=" + ACCOUNT),
                                ACCOUNT,
                                "westeurope=" + SUBSCRIPTION,
                                "westeurope=" + ACCOUNT + ";northeurope=" + ACCOUNT,
                                "westeurope=" + ACCOUNT + ",West Europe=" + OTHER_ACCOUNT,
                                "=" + ACCOUNT),
                        bounds(
                                Setting.SCOPES,
                                List.of(SUBSCRIPTION, SUBSCRIPTION + "/resourceGroups/rg"),
                                ACCOUNT,
                                "rg",
                                "/subscriptions"),
                        bounds(
                                Setting.MACHINE_TAGS,
                                List.of("capture=allowed", "capture = allowed,cost center=a=b", "capture="),
                                "capture",
                                "=allowed",
                                "a/b=c",
                                "capture=a,Capture=b"),
                        bounds(Setting.SIGNING_KEY, List.of(KEY), "c2hvcnQ=", "not base64!"),
                        bounds(
                                Setting.SECURE_WEBHOOK,
                                List.of(TENANT + "=api://" + TENANT, TENANT + " = https://alertcap.example/app"),
                                TENANT,
                                TENANT + "=",
                                "common=api://" + TENANT,
                                TENANT + "=api://a b"),
                        bounds(
                                Setting.ENTRA_AUTHORITY,
                                List.of("https://login.microsoftonline.us/", "http://127.0.0.1:7091"),
                                "http://login.microsoftonline.com",
                                "https://login.microsoftonline.com/common",
                                "https://me@login.microsoftonline.com",
                                "login.microsoftonline.com",
                                "not an address"),
                        bounds(Setting.OPERATOR_ROLE, List.of("Alertcap.Operator"), "two words", "x".repeat(121)),
                        bounds(
                                Setting.MONITOR_SCHEDULE,
                                List.of("*/30 * * * * *", "0 0 9-17 * Jan-Mar Mon,Fri"),
                                "* * * * *",
                                "00:00:30",
                                "every half minute day and night",
                                "* * * * * * *"),
                        bounds(Setting.WEBHOOK_URLS, List.of("https://a.example/"), "ftp://a.example/", "a.example"),
                        bounds(Setting.WEBHOOK_SECRET, List.of(KEY), "c2hvcnQ=", "not base64!"),
                        bounds(Setting.SLACK_URL, List.of("https://a.example/"), "http://a.example/"),
                        bounds(Setting.TEAMS_URL, List.of("https://a.example/"), "http://a.example/"),
                        bounds(
                                Setting.MAIL_HOST,
                                List.of("localhost", "10.0.0.4"),
                                "mail example",
                                "mail.example:25",
                                "-"),
                        bounds(Setting.MAIL_PORT, List.of("1", "65535"), "0", "65536", "smtp"),
                        bounds(Setting.MAIL_FROM, List.of("a@b"), "Alertcap <a@b>", "a@b, c@d", "a@b\r\nBcc: c@d", ""),
                        bounds(
                                Setting.MAIL_TO,
                                List.of("a@b", "a@b,c@d"),
                                "a",
                                "a@b,a@b",
                                "a@b\r\nBcc: c@d",
                                "",
                                IntStream.rangeClosed(1, 21)
                                        .mapToObj(i -> i + "@b")
                                        .collect(Collectors.joining(","))),
                        bounds(Setting.MAIL_USER, List.of("anybody"), ""),
                        bounds(Setting.MAIL_PASSWORD, List.of("anything"), " "),
                        bounds(Setting.WATCH_INTERVAL, List.of("PT0S", "PT1S", "PT24H"), "PT24H1S", "PT0.5S", "5 min"),
                        bounds(Setting.CREDENTIAL, List.of("auto", "Developer", "managedIdentity"), "nobody", "none"),
                        bounds(
                                Setting.ARM_ENDPOINT,
                                List.of("https://management.chinacloudapi.cn"),
                                "http://management.azure.com",
                                "https://management.azure.com/subscriptions",
                                "https://me@management.azure.com",
                                "not an address"),
                        bounds(
                                Setting.BLOB_ENDPOINT,
                                List.of("https://{account}.blob.core.chinacloudapi.cn", "http://127.0.0.1:1/{account}"),
                                "https://account.blob.core.windows.net",
                                "http://{account}.blob.core.windows.net",
                                "https://{account}.blob.core.windows.net?sig=x"),
                        bounds(Setting.CONNECT_TIMEOUT, List.of("PT1S", "PT10S"), "PT0S", "PT11S", "PT1.5S", "3"),
                        bounds(Setting.READ_TIMEOUT, List.of("PT1S", "PT15S"), "PT0S", "PT16S", "15 s"),
                        bounds(
                                Setting.CREATE_WATCHER_IN,
                                List.of("NetworkWatcherRG", "x".repeat(90)),
                                "x".repeat(91),
                                "a/b",
                                "a."),
                        bounds(
                                Setting.ACTION_GROUPS,
                                List.of(ACTION_GROUP, ACTION_GROUP + " , " + ACTION_GROUP.toUpperCase(Locale.ROOT)),
                                "ag-alertcap-capture",
                                SUBSCRIPTION,
                                ACTION_GROUP + "," + ACCOUNT),
                        bounds(
                                Setting.AGENT_INSTALL,
                                List.of("never", "ifMissing", "IFMISSING"),
                                "always",
                                "if missing"))
                .flatMap(stream -> stream);
    }

    @Test
    void settings_of_mail_without_a_server_are_said_to_be_of_no_use() {
        assertThat(problems("ALERTCAP_MAIL_TO", "ops@example.com", "ALERTCAP_MAIL_PASSWORD", "s3cret"))
                .containsExactly(
                        new SettingProblem(
                                "ALERTCAP_MAIL_TO", "is set, and ALERTCAP_MAIL_HOST is not: no mail is sent"),
                        new SettingProblem(
                                "ALERTCAP_MAIL_PASSWORD", "is set, and ALERTCAP_MAIL_HOST is not: no mail is sent"));
    }

    private static Stream<Arguments> bounds(Setting setting, List<String> legal, String... illegal) {
        return Stream.concat(
                legal.stream().map(text -> arguments(setting, text, true)),
                Arrays.stream(illegal).map(text -> arguments(setting, text, false)));
    }

    @ParameterizedTest(name = "{0} = {1} is legal: {2}")
    @MethodSource("boundaries")
    void holds_every_setting_to_its_range(Setting setting, String text, boolean legal) {
        List<SettingProblem> problems = setting.name().startsWith("MAIL_")
                ? problems(Stream.concat(MAIL.stream(), Stream.of(setting.variable(), text))
                        .toArray(String[]::new))
                : problems(setting.variable(), text);

        if (legal) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).extracting(SettingProblem::setting).containsExactly(setting.variable());
        }
    }

    @Test
    void holds_no_setting_to_nothing() {
        assertThat(boundaries().map(bounds -> bounds.get()[0])).contains((Object[]) Setting.values());
    }

    @Test
    void refuses_a_usual_capture_that_an_alert_could_not_ask_for() {
        assertThat(problems("ALERTCAP_MAX_DURATION", "PT1M"))
                .containsExactly(new SettingProblem(
                        "ALERTCAP_CAPTURE_DURATION", "is PT5M, more than the PT1M of ALERTCAP_MAX_DURATION"));
        assertThat(problems("ALERTCAP_MAX_TOTAL_BYTES", "1073741823"))
                .extracting(SettingProblem::setting)
                .containsExactly("ALERTCAP_CAPTURE_TOTAL_BYTES");
        assertThat(problems(
                        "ALERTCAP_MAX_DURATION", "PT10M",
                        "ALERTCAP_CAPTURE_PROFILES", "{\"long\":{\"duration\":\"PT11M\"}}"))
                .containsExactly(new SettingProblem(
                        "ALERTCAP_CAPTURE_PROFILES",
                        "profile \"long\": duration is \"PT11M\"; it must be an ISO-8601 duration of whole seconds,"
                                + " PT1S to PT10M"));
    }

    @Test
    void names_every_wrong_profile() {
        assertThat(
                        problems(
                                "ALERTCAP_CAPTURE_PROFILES",
                                "{\"a\":{\"duration\":\"long\",\"totalBytes\":0},\"b\":{\"filters\":[{\"protocol\":\"ICMP\"}]}}"))
                .extracting(SettingProblem::detail)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("profile \"a\": duration is \"long\""),
                        two -> assertThat(two).startsWith("profile \"a\": totalBytes is \"0\""),
                        three -> assertThat(three).startsWith("profile \"b\": filters[0].protocol \"ICMP\""));
    }

    @ParameterizedTest
    @EnumSource
    void says_of_any_setting_that_its_key_vault_reference_was_not_resolved(Setting setting) {
        assertUnresolved(setting.variable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AzureWebJobsStorage",
                "AzureWebJobsStorage__blobServiceUri",
                "AZURE_CLIENT_ID",
                "AZURE_TENANT_ID",
                "AZURE_CLIENT_SECRET"
            })
    void says_it_of_the_platforms_settings_too(String setting) {
        assertUnresolved(setting);
    }

    private static void assertUnresolved(String setting) {
        String reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)";

        List<SettingProblem> problems = problems(setting, reference);

        assertThat(problems).extracting(SettingProblem::setting).contains(setting);
        assertThat(problems)
                .filteredOn(problem -> problem.setting().equals(setting))
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail()).contains("was not resolved"));
        assertThat(problems.toString()).doesNotContain("v.vault.azure.net");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALERTCAP_CAPTURE_LIMITT", "alertcap_capture_limit", "ALERTCAP_", "ALERTCAP_CAPTURE-LIMIT"})
    void does_not_ignore_a_misspelt_setting(String name) {
        assertThat(problems(name, "9")).extracting(SettingProblem::setting).containsExactly(name);
    }

    @Test
    void shows_the_name_of_an_unknown_setting_without_its_invisible_characters() {
        assertThat(problems("ALERTCAP_\u001b[31m\u0001", "1"))
                .extracting(SettingProblem::setting)
                .containsExactly("ALERTCAP_?[31m?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:7080", "http://localhost:7080", "https://[::1]:7443"})
    void does_without_a_credential_on_this_machine(String endpoint) {
        assertThat(problems("ALERTCAP_CREDENTIAL", "none", "ALERTCAP_ARM_ENDPOINT", endpoint))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1", "https://management.azure.com", "http://127.0.0.1.example.com"})
    void does_not_do_without_a_credential_elsewhere(String endpoint) {
        assertThat(problems("ALERTCAP_CREDENTIAL", "none", "ALERTCAP_ARM_ENDPOINT", endpoint))
                .extracting(SettingProblem::setting)
                .containsExactly("ALERTCAP_CREDENTIAL");
    }

    @Test
    void needs_a_credential_where_the_ledger_is_known_by_address() {
        assertThat(problems(
                        "AzureWebJobsStorage", "",
                        "AzureWebJobsStorage__accountName", "sthost1",
                        "ALERTCAP_CREDENTIAL", "none",
                        "ALERTCAP_ARM_ENDPOINT", "http://127.0.0.1:7080"))
                .extracting(SettingProblem::setting)
                .containsExactly("ALERTCAP_CREDENTIAL");
    }

    @Test
    void names_what_a_service_principal_lacks() {
        assertThat(problems("ALERTCAP_CREDENTIAL", "servicePrincipal", "AZURE_CLIENT_ID", "x"))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.detail()).contains("missing: AZURE_TENANT_ID, AZURE_CLIENT_SECRET"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UseDevelopmentStorage=true", "usedevelopmentstorage = True;", " UseDevelopmentStorage=true "})
    void knows_the_emulator_by_its_short_name(String text) {
        assertThat(Objects.requireNonNull(
                        legal("AzureWebJobsStorage", text).state().connectionString()))
                .contains("AccountName=devstoreaccount1;")
                .contains("BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1");
    }

    @Test
    void reaches_the_ledger_by_identity() {
        assertThat(legal(
                                "AzureWebJobsStorage", "",
                                "AzureWebJobsStorage__accountName", "sthost1",
                                "ALERTCAP_BLOB_ENDPOINT", "https://{account}.blob.core.chinacloudapi.cn")
                        .state()
                        .endpoint())
                .isEqualTo("https://sthost1.blob.core.chinacloudapi.cn");
        assertThat(legal(
                                "AzureWebJobsStorage", "",
                                "AzureWebJobsStorage__blobServiceUri", "https://sthost1.blob.core.windows.net")
                        .state()
                        .endpoint())
                .isEqualTo("https://sthost1.blob.core.windows.net");
    }

    static Stream<Arguments> bad_storage() {
        return Stream.of(
                arguments("AzureWebJobsStorage", "garbage"),
                arguments("AzureWebJobsStorage", "AccountName=sthost1;SharedAccessSignature=sv=1&sig=" + KEY),
                arguments("AzureWebJobsStorage", "AccountName=sthost1;AccountKey="),
                arguments("AzureWebJobsStorage", "AccountName=St Host;AccountKey=" + KEY),
                arguments("AzureWebJobsStorage", "AccountName=sthost1;AccountKey=not base64"),
                arguments("AzureWebJobsStorage__blobServiceUri", "http://sthost1.blob.core.windows.net"),
                arguments("AzureWebJobsStorage__blobServiceUri", "https://a.example/?sig=" + KEY),
                arguments("AzureWebJobsStorage__accountName", "sthost1.blob.core.windows.net"));
    }

    @ParameterizedTest
    @MethodSource("bad_storage")
    void names_what_is_wrong_with_the_ledgers_account(String setting, String text) {
        List<SettingProblem> problems = problems("AzureWebJobsStorage", "", setting, text);

        assertThat(problems).extracting(SettingProblem::setting).containsExactly(setting);
        assertThat(problems.toString()).doesNotContain(KEY);
    }

    @Test
    void shows_no_secret_when_it_is_printed() {
        String settings = legal(
                        "ALERTCAP_WEBHOOK_URLS", "https://a.example/hook-s3cret",
                        "ALERTCAP_WEBHOOK_SECRET", "whsec_" + KEY,
                        "ALERTCAP_SLACK_URL", "https://hooks.slack.example/s3cret",
                        "ALERTCAP_TEAMS_URL", "https://teams.example/?sig=s3cret",
                        "ALERTCAP_MAIL_HOST", "mail.example",
                        "ALERTCAP_MAIL_FROM", "a@example.com",
                        "ALERTCAP_MAIL_TO", "b@example.com",
                        "ALERTCAP_MAIL_USER", "s3cret-user",
                        "ALERTCAP_MAIL_PASSWORD", "s3cret",
                        "ALERTCAP_CREDENTIAL", "servicePrincipal",
                        "AZURE_CLIENT_ID", "app",
                        "AZURE_TENANT_ID", "tenant",
                        "AZURE_CLIENT_SECRET", "s3cret")
                .toString();

        assertThat(settings).contains("by connection string").doesNotContain(KEY, "s3cret");
    }

    /** A secret that was written into the wrong place must not come out at health. */
    @ParameterizedTest
    @EnumSource
    void shows_no_secret_in_a_problem(Setting setting) {
        String signed = "https://a.example/x y?sig=" + KEY;

        assertThat(problems(setting.variable(), CONNECTION + ";x").toString()).doesNotContain(KEY);
        assertThat(problems(setting.variable(), "westeurope=" + CONNECTION).toString())
                .doesNotContain(KEY);
        assertThat(problems(setting.variable(), signed).toString()).doesNotContain(KEY);
        assertThat(problems(setting.variable(), "whsec_" + KEY + "!").toString())
                .doesNotContain(KEY);
    }

    private static Settings legal(String... changes) {
        Settings.Reading reading = Settings.read(environment(changes));
        assertThat(reading.problems()).isEmpty();
        return Objects.requireNonNull(reading.settings());
    }

    private static List<SettingProblem> problems(String... changes) {
        Settings.Reading reading = Settings.read(environment(changes));
        assertThat(reading.settings() == null).isEqualTo(!reading.problems().isEmpty());
        return reading.problems();
    }

    private static Map<String, String> environment(String... changes) {
        Map<String, String> environment = new HashMap<>(REQUIRED);
        for (int i = 0; i < changes.length; i += 2) {
            environment.put(changes[i], changes[i + 1]);
        }
        return environment;
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }
}

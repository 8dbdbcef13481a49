package io.alertcap;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.alertcap.api.SettingProblem;
import io.alertcap.capture.Printable;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment, value by value: typed, or a problem. A problem says what is wrong, what is allowed, and nothing that
 * may be a secret. For one reading, by one thread.
 */
final class SettingValues {
    private static final String PREFIX = "ALERTCAP_";
    private static final List<String> IDENTITY = List.of("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET");

    /** How a setting looks whose Key Vault reference the platform could not resolve. */
    private static final String UNRESOLVED = "@Microsoft.KeyVault(";

    /** What nobody should write into a setting that is shown, and somebody will. */
    private static final Pattern SECRET =
            Pattern.compile("(AccountKey|SharedAccess\\w*|sig|code|secret|password)=|whsec_", CASE_INSENSITIVE);

    private static final int SHOWN = 120;

    private final Map<String, String> environment;
    private final List<SettingProblem> problems = new ArrayList<>();
    private final Set<String> unresolved = new HashSet<>();

    SettingValues(Map<String, String> environment) {
        this.environment = environment;
        findUnresolved();
    }

    Map<String, String> environment() {
        return environment;
    }

    List<SettingProblem> problems() {
        return problems;
    }

    /** Whether a setting whose name begins so is a Key Vault reference that was not resolved. */
    boolean isUnresolved(String prefix) {
        return unresolved.stream().anyMatch(name -> name.startsWith(prefix));
    }

    boolean isLegal(Setting setting) {
        return problems.stream().noneMatch(problem -> problem.setting().equals(setting.variable()));
    }

    void wrong(Setting setting, String detail) {
        wrong(setting.variable(), detail);
    }

    void wrong(String name, String detail) {
        if (!unresolved.contains(name)) {
            problems.add(new SettingProblem(name, detail));
        }
    }

    private static String shown(String text) {
        return Printable.beginning(text, SHOWN);
    }

    /** A value as a problem may show it. */
    static String quoted(String text) {
        if (SECRET.matcher(text).find()) {
            return "a text that is not shown, because it looks like a secret";
        }
        return "\"" + shown(text) + "\"";
    }

    @Nullable
    String given(String name) {
        String text = environment.get(name);
        return text == null || text.isBlank() || unresolved.contains(name) ? null : text.strip();
    }

    @Nullable
    String value(Setting setting) {
        return given(setting.variable());
    }

    String text(Setting setting) {
        return Objects.requireNonNullElse(value(setting), setting.byDefault());
    }

    List<String> list(Setting setting) {
        List<String> entries = new ArrayList<>();
        for (String entry : text(setting).split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry.strip());
            }
        }
        return entries;
    }

    long number(Setting setting, long least, long most) {
        String text = text(setting);
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        wrong(setting, "is " + quoted(text) + "; it must be a whole number, " + setting.range());
        return Long.parseLong(setting.byDefault());
    }

    Duration duration(Setting setting, Duration least, Duration most) {
        return duration(setting, duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
    }

    /** A number of days within the bounds, or nothing at all. */
    Duration zeroOrDays(Setting setting, int least, int most) {
        return duration(
                setting,
                duration -> duration.isZero()
                        || (duration.compareTo(Duration.ofDays(least)) >= 0
                                && duration.compareTo(Duration.ofDays(most)) <= 0));
    }

    private Duration duration(Setting setting, Predicate<Duration> legal) {
        String text = text(setting);
        Optional<Duration> value = wholeSeconds(text).filter(legal);
        if (value.isEmpty()) {
            wrong(
                    setting,
                    "is " + quoted(text) + "; it must be an ISO-8601 duration of whole seconds, " + setting.range());
        }
        return value.orElseGet(() -> Duration.parse(setting.byDefault()));
    }

    static Optional<Duration> wholeSeconds(String text) {
        try {
            return Optional.of(Duration.parse(text))
                    .filter(duration -> duration.equals(duration.truncatedTo(ChronoUnit.SECONDS)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    <T extends Enum<T>> T choice(Setting setting, T[] values) {
        String text = text(setting);
        for (T value : values) {
            if (value.name().replace("_", "").equalsIgnoreCase(text)) {
                return value;
            }
        }
        wrong(setting, "is " + quoted(text) + "; allowed are " + setting.range());
        return values[0];
    }

    /** A setting that is misspelt would be ignored silently otherwise. */
    void findUnknown() {
        environment.keySet().stream().sorted().forEach(name -> {
            if (name.toUpperCase(Locale.ROOT).startsWith(PREFIX) && !isSetting(name)) {
                wrong(shown(name), "is not a setting of this app: correct its spelling, or remove it");
            }
        });
    }

    /** Said first and once: what else could be said of such a value would only hide the cause. */
    private void findUnresolved() {
        environment.entrySet().stream()
                .filter(setting -> isSetting(setting.getKey())
                        || setting.getKey().startsWith("AzureWebJobsStorage")
                        || IDENTITY.contains(setting.getKey()))
                .filter(setting ->
                        setting.getValue().strip().regionMatches(true, 0, UNRESOLVED, 0, UNRESOLVED.length()))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(name -> {
                    wrong(
                            name,
                            "is a Key Vault reference that was not resolved: let the app's identity read the "
                                    + "vault's secret");
                    unresolved.add(name);
                });
    }

    private static boolean isSetting(String name) {
        return Arrays.stream(Setting.values())
                .anyMatch(setting -> setting.variable().equals(name));
    }
}

package io.alertcap.local.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A packaged app, as azure-functions-maven-plugin leaves it: host.json, APP.jar, lib/*.jar and NAME/function.json.
 *
 * @param functions in the order of their names, in which the host tries their routes
 * @param warnings functions that the host would not index, and why
 */
record FunctionApp(
        AppClassLoader loader,
        String routePrefix,
        Optional<Duration> functionTimeout,
        List<AppFunction> functions,
        List<String> warnings)
        implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SETTING = Pattern.compile("%([^%]+)%");
    private static final Pattern TIME_SPAN = Pattern.compile("(?:(\\d+)\\.)?(\\d{1,2}):(\\d{2}):(\\d{2})");

    /** What the host takes when host.json says nothing (Flex Consumption and Premium). */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    /**
     * Reads a package and loads its classes, without making an instance of any.
     *
     * @param settings the app settings, which a timer's schedule may name as %SETTING%
     * @throws IllegalArgumentException when the folder is no package, or a function cannot be hosted
     */
    static FunctionApp load(Path folder, Map<String, String> settings) {
        if (!Files.isRegularFile(folder.resolve("host.json"))) {
            throw new IllegalArgumentException("There is no packaged app in " + folder + ": it has no host.json");
        }
        try {
            List<Path> manifests = manifests(folder);
            if (manifests.isEmpty()) {
                throw new IllegalArgumentException("There is no function in " + folder + ": no NAME/function.json");
            }
            JsonNode host = JSON.readTree(folder.resolve("host.json").toFile());
            AppClassLoader loader = new AppClassLoader(jars(folder, manifests));
            AppFunction.InstanceSource instances = instances(loader);
            List<AppFunction> functions = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            for (Path manifest : manifests) {
                String name = name(manifest);
                JsonNode json = JSON.readTree(manifest.toFile());
                Optional<String> missing = missingSetting(json, settings);
                if (missing.isPresent()) {
                    warnings.add("Function " + name + " is left out, as the host would: its schedule names the app"
                            + " setting " + missing.get() + ", which is not set");
                } else {
                    functions.add(new AppFunction(
                            name, trigger(name, json, settings), method(loader, name, json), instances));
                }
            }
            refuseClashes(functions);
            return new FunctionApp(
                    loader,
                    host.at("/extensions/http/routePrefix").asText("api"),
                    timeout(host.path("functionTimeout").asText("")),
                    List.copyOf(functions),
                    List.copyOf(warnings));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the packaged app in " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path manifest) {
        return manifest.getParent().getFileName().toString();
    }

    private static List<Path> manifests(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.resolve("function.json"))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(FunctionApp::name, String.CASE_INSENSITIVE_ORDER))
                    .toList();
        }
    }

    private static URL[] jars(Path folder, List<Path> manifests) throws IOException {
        Set<Path> scripts = new HashSet<>();
        for (Path manifest : manifests) {
            String script = JSON.readTree(manifest.toFile()).path("scriptFile").asText();
            scripts.add(manifest.resolveSibling(script).normalize());
        }
        List<Path> jars = new ArrayList<>(scripts);
        Path lib = folder.resolve("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> entries = Files.list(lib)) {
                entries.filter(entry -> entry.toString().endsWith(".jar"))
                        .sorted()
                        .forEach(jars::add);
            }
        }
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            if (!Files.isRegularFile(jars.get(i))) {
                throw new IllegalArgumentException("The package names " + jars.get(i) + ", which is not there");
            }
            urls[i] = url(jars.get(i));
        }
        return urls;
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private static AppFunction.InstanceSource instances(AppClassLoader loader) {
        List<FunctionInstanceInjector> injectors = ServiceLoader.load(FunctionInstanceInjector.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (injectors.size() > 1) {
            throw new IllegalArgumentException("The package names " + injectors.size()
                    + " function instance injectors; the worker takes at most one");
        }
        return injectors.isEmpty() ? type -> type.getConstructor().newInstance() : injectors.get(0)::getInstance;
    }

    private static Method method(AppClassLoader loader, String function, JsonNode json) {
        String entryPoint = json.path("entryPoint").asText();
        int dot = entryPoint.lastIndexOf('.');
        try {
            Class<?> type = Class.forName(entryPoint.substring(0, Math.max(dot, 0)), false, loader);
            List<Method> methods = Arrays.stream(type.getMethods())
                    .filter(method -> method.getName().equals(entryPoint.substring(dot + 1)))
                    .filter(method -> !method.isBridge() && !Modifier.isAbstract(method.getModifiers()))
                    .toList();
            if (methods.size() != 1) {
                throw new IllegalArgumentException("Function " + function + ": " + methods.size()
                        + " public methods are called " + entryPoint + "; there must be one");
            }
            return methods.get(0);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    "Function " + function + ": " + entryPoint + " cannot be loaded from the package: " + e, e);
        }
    }

    private static Trigger trigger(String function, JsonNode json, Map<String, String> settings) {
        for (JsonNode binding : json.path("bindings")) {
            String type = binding.path("type").asText().toLowerCase(Locale.ROOT);
            if (type.equals("httptrigger")) {
                Set<String> methods = new HashSet<>();
                binding.path("methods")
                        .forEach(method -> methods.add(method.asText().toUpperCase(Locale.ROOT)));
                String level = binding.path("authLevel").asText("function");
                String route = binding.path("route").asText("");
                return new Trigger.Http(
                        RouteTemplate.parse(route.isEmpty() ? function : route),
                        methods,
                        !level.equalsIgnoreCase("anonymous"));
            }
            if (type.equals("timertrigger")) {
                String schedule = binding.path("schedule").asText();
                return new Trigger.Timer(TimerSchedule.parse(SETTING.matcher(schedule)
                        .replaceAll(setting -> Matcher.quoteReplacement(settings.getOrDefault(setting.group(1), "")))));
            }
        }
        throw new IllegalArgumentException(
                "Function " + function + " has neither an httpTrigger nor a timerTrigger: this host knows no other");
    }

    private static Optional<String> missingSetting(JsonNode json, Map<String, String> settings) {
        for (JsonNode binding : json.path("bindings")) {
            Matcher setting = SETTING.matcher(binding.path("schedule").asText());
            while (setting.find()) {
                if (!settings.containsKey(setting.group(1))) {
                    return Optional.of(setting.group(1));
                }
            }
        }
        return Optional.empty();
    }

    private static void refuseClashes(List<AppFunction> functions) {
        for (int i = 0; i < functions.size(); i++) {
            for (AppFunction other : functions.subList(0, i)) {
                if (functions.get(i).trigger() instanceof Trigger.Http mine
                        && other.trigger() instanceof Trigger.Http theirs
                        && mine.clashesWith(theirs)) {
                    throw new IllegalArgumentException("Functions " + other.name() + " and "
                            + functions.get(i).name() + " share the route \"" + mine.route() + "\" and a method");
                }
            }
        }
    }

    private static Optional<Duration> timeout(String text) {
        if (text.isEmpty()) {
            return Optional.of(DEFAULT_TIMEOUT);
        }
        if (text.equals("-1")) {
            return Optional.empty();
        }
        Matcher span = TIME_SPAN.matcher(text);
        if (!span.matches()) {
            throw new IllegalArgumentException(
                    "functionTimeout in host.json is \"" + text + "\"; hh:mm:ss or -1 was expected");
        }
        return Optional.of(Duration.ofDays(span.group(1) == null ? 0 : Long.parseLong(span.group(1)))
                .plusHours(Long.parseLong(span.group(2)))
                .plusMinutes(Long.parseLong(span.group(3)))
                .plusSeconds(Long.parseLong(span.group(4))));
    }
}

package io.alertcap.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import io.alertcap.local.host.FunctionsHost;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged app, run by the Functions host stand-in in a process of its own, which can be stopped or killed. */
public final class AppProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile(Pattern.quote(FunctionsHost.READY) + "(http://127\\.0\\.0\\.1:\\d+)");
    /** The host gives a worker 5 s. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI url;
    private final String key;

    private AppProcess(ChildProcess process, URI url, String key) {
        this.process = process;
        this.url = url;
        this.key = key;
    }

    /**
     * How to run the app.
     *
     * @param folder the package
     * @param port where to listen on 127.0.0.1; 0 for a free port
     * @param key function key and master key
     * @param timers whether timers run by their schedule; when not, only by {@link AppProcess#tick}
     * @param settings the app settings, which become its environment
     * @param log file that gets what the host and the app print
     */
    public record Options(Path folder, int port, String key, boolean timers, Map<String, String> settings, Path log) {
        public Options {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Starts the app and waits until it listens.
     *
     * @throws IllegalStateException when it does not; the message has the end of its log
     */
    public static AppProcess start(Options options) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The worker's own flags: what is slow there is slow here.
                "-XX:+TieredCompilation",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                classPath(),
                FunctionsHost.class.getName(),
                "--with-parent",
                "--app",
                options.folder().toAbsolutePath().toString(),
                "--port",
                Integer.toString(options.port()),
                "--key",
                options.key(),
                "--timers",
                options.timers() ? "on" : "off");
        ProcessBuilder builder = new ProcessBuilder(command);
        if (options.folder().toFile().isDirectory()) {
            builder.directory(options.folder().toFile());
        }
        // A developer's own settings must not reach into it.
        builder.environment().keySet().removeIf(name -> name.startsWith("ALERTCAP_") || name.startsWith("AZURE_"));
        builder.environment().putAll(options.settings());
        ChildProcess process = ChildProcess.start("The app", builder, options.log(), GRACE);
        return new AppProcess(process, URI.create(process.await(READY, PATIENCE).group(1)), options.key());
    }

    /** Where the host answers, without a path: functions are below {@code /api}. */
    public URI url() {
        return url;
    }

    public String key() {
        return key;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the host and the app have logged since this start. */
    public String log() {
        return process.written();
    }

    /** How long each call of a function took that has ended, from its start to its return. */
    public List<Duration> invocations(String function) {
        return Pattern.compile("Executed 'Functions\\." + Pattern.quote(function) + "' \\(.*, Duration=(\\d+)ms\\)")
                .matcher(log())
                .results()
                .map(end -> Duration.ofMillis(Long.parseLong(end.group(1))))
                .toList();
    }

    /**
     * Runs a timer function now and waits for its end.
     *
     * @throws IllegalStateException when the function failed or there is none of that name
     */
    public void tick(String function) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(url.resolve("/admin/functions/" + function))
                            .header("x-functions-key", key)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IllegalStateException(
                        "The run of " + function + " ended with status " + answer.statusCode() + ": see the app's log");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The app does not answer at " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during a run of " + function, e);
        }
    }

    /** Ends it with SIGKILL, between any two of its effects, and waits until it is gone. */
    public void kill() {
        process.kill();
    }

    /** Ends it with SIGTERM, as a scale-in does, and waits until it is gone. */
    @Override
    public void close() {
        process.close();
    }

    /**
     * Just what the host needs. Taken from where the classes came from, as within Maven the class path of the JVM is
     * Maven's own.
     */
    private static String classPath() {
        return Stream.of(
                        FunctionsHost.class,
                        ExecutionContext.class,
                        FunctionInstanceInjector.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonInclude.class)
                .map(AppProcess::origin)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Class " + type.getName() + " comes from nowhere known", e);
        }
    }
}

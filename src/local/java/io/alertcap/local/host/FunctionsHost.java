package io.alertcap.local.host;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a packaged app the way the Azure Functions host and its Java worker do, on loopback.
 *
 * <p>Kept from the real ones, because apps come to rely on it: packaging and class loading, keys, routes tried in the
 * order of function names, 404 for a wrong method, header names in lower case, chunked bodies that arrive empty, one
 * value for each answer header, 500 without a body for a failure, the function timeout, timers that do not overlap.
 *
 * <p>Different on purpose: one key serves as function key and as master key; a call that goes on past the timeout is
 * interrupted, where the host restarts the worker; an error outside a function's body ends in 500 and a log line, where
 * the worker hangs; and {@code POST /admin/functions/NAME} answers when the function has ended, so that a test need not
 * wait and see. Each host runs its own timers: the lease by which Azure runs a timer on one instance is not there.
 */
public final class FunctionsHost implements AutoCloseable {
    /** The first words of the line that says, in the log, where the host listens. */
    public static final String READY = "Listening on ";

    private static final int LARGEST_BODY_BYTES = 100 * 1024 * 1024;
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final FunctionApp app;
    private final String key;
    private final InvocationLog log;
    private final Clock clock;
    private final ExecutorService threads;
    private final HttpServer server;
    private final Map<String, ReentrantLock> timerLocks = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * What to host and how.
     *
     * @param app the package folder
     * @param port where to listen on 127.0.0.1; 0 for a free port
     * @param key the function key, which is the master key as well
     * @param timers whether timers run by their schedule; when not, only by {@link #run} and the admin address
     * @param settings the app settings; the app itself reads the process environment, so outside tests they are that
     * @param log where log lines go
     */
    public record Options(
            Path app, int port, String key, boolean timers, Map<String, String> settings, PrintStream log) {
        public Options {
            if (key.isBlank()) {
                throw new IllegalArgumentException("The key must not be empty");
            }
            settings = Map.copyOf(settings);
        }
    }

    private FunctionsHost(FunctionApp app, Options options, Clock clock) throws IOException {
        this.app = app;
        this.key = options.key();
        this.clock = clock;
        log = new InvocationLog(options.log(), clock);
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "functions");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    /**
     * Loads the app and starts to listen.
     *
     * @throws IllegalArgumentException when the package is not one that the host could run
     * @throws java.io.UncheckedIOException when the port cannot be had
     */
    public static FunctionsHost start(Options options) {
        // Without it every answer waits for the client's delayed acknowledgement, some 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        FunctionApp app = FunctionApp.load(options.app(), options.settings());
        try {
            FunctionsHost host = new FunctionsHost(app, options, Clock.systemUTC());
            host.open(options.timers());
            return host;
        } catch (IOException e) {
            app.close();
            throw new UncheckedIOException("Cannot listen on port " + options.port() + ": " + e.getMessage(), e);
        }
    }

    /** Where the host answers, without a path. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The names of the functions, in the order in which the host tries their routes. */
    public List<String> functions() {
        return app.functions().stream().map(AppFunction::name).toList();
    }

    /**
     * Runs a timer function now and waits for its end. A run by schedule that is under way is waited for first.
     *
     * @return whether it ended without an exception
     * @throws NoSuchElementException when there is no timer function of that name
     */
    public boolean run(String function) {
        for (AppFunction candidate : app.functions()) {
            if (candidate.name().equalsIgnoreCase(function) && candidate.trigger() instanceof Trigger.Timer timer) {
                return tick(candidate, timer.schedule());
            }
        }
        throw new NoSuchElementException("There is no timer function called " + function);
    }

    /** Stops listening and ticking, waits some seconds for what is under way, and gives up the rest. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        app.close();
    }

    private void open(boolean timers) {
        app.warnings().forEach(log::info);
        for (AppFunction function : app.functions()) {
            if (function.trigger() instanceof Trigger.Timer timer) {
                timerLocks.put(function.name(), new ReentrantLock());
                log.info("Function " + function.name() + ": " + timer.schedule());
                if (timers) {
                    Thread thread = new Thread(() -> tickBySchedule(function, timer), "timer-" + function.name());
                    thread.setDaemon(true);
                    thread.start();
                }
            } else if (function.trigger() instanceof Trigger.Http http) {
                log.info("Function " + function.name() + ": " + http.methods() + " /" + app.routePrefix() + "/"
                        + http.route());
            }
        }
        server.start();
        log.info(READY + url());
    }

    // Timers

    private void tickBySchedule(AppFunction function, Trigger.Timer timer) {
        try {
            while (true) {
                // From the end of the last run: ticks that fell into it are dropped, as the host does.
                Instant next = timer.schedule().next(utc()).toInstant();
                long wait = Duration.between(clock.instant(), next).toMillis();
                if (closed.await(Math.max(wait, 0), TimeUnit.MILLISECONDS)) {
                    return;
                }
                tick(function, timer.schedule());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tick(AppFunction function, TimerSchedule schedule) {
        ReentrantLock lock = timerLocks.get(function.name());
        lock.lock();
        try {
            String now = clock.instant().toString();
            String value = "{\"Schedule\":{\"AdjustForDST\":true},\"ScheduleStatus\":{\"Last\":\"" + now
                    + "\",\"LastUpdated\":\"" + now + "\",\"Next\":\""
                    + schedule.next(utc()).toInstant() + "\"},\"IsPastDue\":false}";
            invoke(function, Map.of(), value, null);
            return true;
        } catch (FunctionFailedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private ZonedDateTime utc() {
        return clock.instant().atZone(ZoneOffset.UTC);
    }

    // Requests

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            if (path.equals("/")) {
                answer(exchange, 200);
            } else if (path.toLowerCase(Locale.ROOT).startsWith("/admin/")) {
                administer(exchange, path.substring("/admin/".length()));
            } else {
                dispatch(exchange, path);
            }
        }
    }

    private void administer(HttpExchange exchange, String path) throws IOException {
        if (path.equals("host/ping")) {
            answer(exchange, 200);
        } else if (!showsKey(exchange, query(exchange))) {
            answer(exchange, 401);
        } else if (exchange.getRequestMethod().equals("POST") && path.startsWith("functions/")) {
            try {
                answer(exchange, run(path.substring("functions/".length())) ? 202 : 500);
            } catch (NoSuchElementException e) {
                answer(exchange, 404);
            }
        } else {
            answer(exchange, 404);
        }
    }

    private void dispatch(HttpExchange exchange, String path) throws IOException {
        String prefix = app.routePrefix().isEmpty() ? "/" : "/" + app.routePrefix() + "/";
        if (!path.regionMatches(true, 0, prefix, 0, prefix.length())) {
            answer(exchange, 404);
            return;
        }
        String route = path.substring(prefix.length());
        for (AppFunction function : app.functions()) {
            if (function.trigger() instanceof Trigger.Http http && http.allows(exchange.getRequestMethod())) {
                Optional<Map<String, String>> parameters = http.route().match(route);
                if (parameters.isPresent()) {
                    call(exchange, function, http, parameters.get());
                    return;
                }
            }
        }
        answer(exchange, 404);
    }

    private void call(HttpExchange exchange, AppFunction function, Trigger.Http http, Map<String, String> parameters)
            throws IOException {
        Map<String, String> query = query(exchange);
        if (http.needsKey() && !showsKey(exchange, query)) {
            answer(exchange, 401);
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY_BYTES + 1);
        if (body.length > LARGEST_BODY_BYTES) {
            answer(exchange, 413);
            return;
        }
        if (exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
            // The host takes the length from Content-Length alone (azure-functions-host issues 4926 and 7930).
            body = new byte[0];
        }
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String text = body.length == 0 ? null : new String(body, StandardCharsets.UTF_8);
        String host = headers.getOrDefault("host", url().getAuthority());
        HostedRequest request = new HostedRequest(
                "http://" + host + exchange.getRequestURI(), exchange.getRequestMethod(), headers, query, text);
        try {
            Object answer = invoke(function, parameters, text == null ? "" : text, request);
            if (answer instanceof HostedResponse response) {
                answer(exchange, response.getStatusCode(), response.headers(), response.body());
            } else if (answer instanceof HttpResponseMessage) {
                throw new IllegalStateException("Build answers with request.createResponseBuilder");
            } else {
                answer(exchange, answer == null ? 204 : 200, Map.of(), answer);
            }
        } catch (FunctionFailedException e) {
            answer(exchange, 500);
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.failure(function.name(), "Its answer cannot be sent.", e);
            answer(exchange, 500);
        }
    }

    private boolean showsKey(HttpExchange exchange, Map<String, String> query) {
        return key.equals(exchange.getRequestHeaders().getFirst("x-functions-key")) || key.equals(query.get("code"));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            // Empty values never reach the worker.
            if (parts.length == 2 && !parts[1].isEmpty()) {
                query.merge(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(parts[1], StandardCharsets.UTF_8),
                        (first, second) -> first + "," + second);
            }
        }
        return query;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    private static void answer(HttpExchange exchange, int status, Map<String, String> headers, @Nullable Object body)
            throws IOException {
        byte[] bytes;
        if (body == null) {
            bytes = new byte[0];
        } else if (body instanceof String text) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        } else if (body instanceof byte[] raw) {
            bytes = raw;
        } else {
            throw new IllegalArgumentException(
                    "A body is a String or byte[] here, not " + body.getClass().getName());
        }
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        String type = exchange.getResponseHeaders().getFirst("Content-Type");
        if (type == null && !(body instanceof byte[])) {
            type = "text/plain";
        }
        // The host's text formatter names the charset of whatever text it writes.
        if (type != null
                && !(body instanceof byte[])
                && !type.toLowerCase(Locale.ROOT).contains("charset=")) {
            type += "; charset=utf-8";
        }
        boolean bodiless = status == 204 || status == 304;
        if (type != null && !bodiless) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (bodiless || head || bytes.length == 0) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    // Invocations

    private static final class FunctionFailedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private record Context(Logger getLogger, String getInvocationId, String getFunctionName)
            implements ExecutionContext {}

    private @Nullable Object invoke(
            AppFunction function, Map<String, String> bindings, String input, @Nullable HostedRequest request)
            throws FunctionFailedException {
        String id = UUID.randomUUID().toString();
        Context context = new Context(log.logger(function.name()), id, function.name());
        AppFunction.Call call = new AppFunction.Call(context, bindings, input, request);
        Future<Object> result = threads.submit(() -> {
            Thread.currentThread().setContextClassLoader(app.loader());
            return function.invoke(call);
        });
        long started = System.nanoTime();
        boolean succeeded = false;
        try {
            Object value = app.functionTimeout().isPresent()
                    ? result.get(app.functionTimeout().get().toMillis(), TimeUnit.MILLISECONDS)
                    : result.get();
            succeeded = true;
            return value;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String what = cause instanceof Error
                    ? "Invocation " + id + " failed outside the function's body; the real worker hangs here."
                    : "Invocation " + id + " failed.";
            log.failure(function.name(), what, cause);
        } catch (TimeoutException e) {
            result.cancel(true);
            log.failure(
                    function.name(),
                    "Invocation " + id + " did not end within the functionTimeout of host.json, "
                            + app.functionTimeout().orElseThrow() + ".",
                    e);
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
        } finally {
            // In the host's own words.
            log.info("Executed 'Functions." + function.name() + "' (" + (succeeded ? "Succeeded" : "Failed") + ", Id="
                    + id + ", Duration=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) + "ms)");
        }
        throw new FunctionFailedException();
    }

    // A process of its own

    /**
     * Hosts an app until the process is told to end.
     *
     * @param arguments --app FOLDER, --port NUMBER (7071; 0 for a free one), --key KEY, --timers on|off (on), and
     *     --with-parent to end when the process that started this one is gone
     */
    public static void main(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        boolean withParent = false;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--with-parent")) {
                withParent = true;
            } else if (List.of("--app", "--port", "--key", "--timers").contains(arguments[i])
                    && i + 1 < arguments.length) {
                given.put(arguments[i], arguments[++i]);
            } else {
                unknown.add(arguments[i]);
            }
        }
        if (!unknown.isEmpty() || !given.containsKey("--app") || !given.containsKey("--key")) {
            System.err.println("Usage: FunctionsHost --app FOLDER --key KEY [--port NUMBER] [--timers on|off]"
                    + " [--with-parent]" + (unknown.isEmpty() ? "" : "; not understood: " + unknown));
            System.exit(2);
        }
        FunctionsHost host;
        try {
            host = start(new Options(
                    Path.of(given.get("--app")),
                    Integer.parseInt(given.getOrDefault("--port", "7071")),
                    given.get("--key"),
                    !"off".equals(given.get("--timers")),
                    System.getenv(),
                    System.out));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "shutdown"));
        if (withParent) {
            ProcessHandle.current().parent().ifPresent(parent -> {
                parent.onExit().join();
                System.exit(0);
            });
        }
    }
}

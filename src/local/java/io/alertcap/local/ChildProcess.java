package io.alertcap.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of our own that writes to a log file and never outlives this one. */
final class ChildProcess implements AutoCloseable {
    private static final Duration REAPING = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LOG_TAIL_CHARACTERS = 2000;

    private final String name;
    private final Process process;
    private final Path log;
    private final long logStart;
    private final Duration grace;
    private final Thread hook;

    private ChildProcess(String name, Process process, Path log, long logStart, Duration grace) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.logStart = logStart;
        this.grace = grace;
        // Ctrl-C and SIGTERM run it; against SIGKILL each child watches for the end of its parent itself.
        hook = new Thread(this::end, "end-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts it. What it writes is appended to the log file.
     *
     * @param grace how long it may take to end when asked to; zero for one that has nothing to put away
     * @throws IllegalStateException when the program cannot be started
     */
    static ChildProcess start(String name, ProcessBuilder command, Path log, Duration grace) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ChildProcess(name, process, log, logStart, grace);
        } catch (IOException e) {
            throw new IllegalStateException(
                    name + " cannot be started: " + command.command().get(0) + " was not found or may not be run", e);
        }
    }

    /**
     * Waits until it has written a line that holds the pattern.
     *
     * @throws IllegalStateException when it ends before, or takes too long; the message has the end of its log
     */
    Matcher await(Pattern pattern, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            Matcher found = pattern.matcher(written());
            if (found.find()) {
                return found;
            }
            if (!alive || System.nanoTime() > deadline) {
                String text = written().strip();
                close();
                throw new IllegalStateException(name
                        + (alive ? " was not ready within " + patience.toSeconds() + " s" : " ended at once")
                        + (text.isEmpty() ? "" : ": ")
                        + text.substring(Math.max(0, text.length() - LOG_TAIL_CHARACTERS)));
            }
            Polling.letPass(POLL);
        }
    }

    /** What this run of it has written so far. */
    String written() {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = (int) Math.min(logStart, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL, as a crash would, and waits. */
    void kill() {
        process.destroyForcibly();
        waitFor(REAPING);
        forgetHook();
    }

    /** Stops it where it is, with all its connections open, or lets it go on: SIGSTOP and SIGCONT. */
    void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(this.name + " did not take the signal " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("There is no program kill here", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + this.name + " got the signal " + name, e);
        }
    }

    /** Asks it to end, insists after the grace, and waits until it is gone. */
    @Override
    public void close() {
        end();
        forgetHook();
    }

    private void end() {
        if (!grace.isZero()) {
            process.destroy();
            waitFor(grace);
        }
        process.destroyForcibly();
        waitFor(REAPING);
    }

    private void waitFor(Duration patience) {
        try {
            var unused = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hooks are running already.
        }
    }
}

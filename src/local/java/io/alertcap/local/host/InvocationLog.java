package io.alertcap.local.host;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes what functions log, a line each: time, [level], function, message. Safe for use by many threads. */
final class InvocationLog {
    private final PrintStream out;
    private final Clock clock;

    InvocationLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** A logger for one invocation. As on the worker, parameters of a message are not filled in. */
    Logger logger(String function) {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(new Handler() {
            @Override
            public void publish(LogRecord line) {
                write(name(line.getLevel()), function, String.valueOf(line.getMessage()));
                if (line.getThrown() != null) {
                    write(name(line.getLevel()), function, stack(line.getThrown()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return logger;
    }

    void info(String message) {
        write("Information", "host", message);
    }

    void failure(String function, String what, Throwable cause) {
        write("Error", function, what + System.lineSeparator() + stack(cause));
    }

    private void write(String level, String function, String message) {
        out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " [" + level + "] " + function + " "
                + message.stripTrailing());
    }

    /** The level that the host makes of a java.util.logging level. */
    private static String name(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "Error";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "Warning";
        }
        if (level.intValue() >= Level.INFO.intValue()) {
            return "Information";
        }
        return level.intValue() >= Level.CONFIG.intValue() ? "Debug" : "Trace";
    }

    private static String stack(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

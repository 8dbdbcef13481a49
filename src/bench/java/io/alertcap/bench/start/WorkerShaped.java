package io.alertcap.bench.start;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program as the Functions worker runs an app: from a URLClassLoader that sees the JDK and the app's jars. */
public final class WorkerShaped {
    private WorkerShaped() {}

    /**
     * Loads and runs a main method.
     *
     * @param arguments the class with the main method, then its class path
     */
    public static void main(String[] arguments) throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String jar : arguments[1].split(File.pathSeparator, -1)) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        // Not closed: as in the worker it lives as long as the process.
        URLClassLoader app = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(app);
        app.loadClass(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}

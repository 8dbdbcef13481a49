package io.alertcap.local.host;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * The class loader of a packaged app. Its parent is as poor as the worker's: the JDK and the Functions API, nothing of
 * the class path that this host runs on. So an app that works here has brought its libraries with it.
 */
final class AppClassLoader extends URLClassLoader {
    /**
     * What azure-functions-java-core-library 1.2.0 and azure-functions-java-spi hold, the jars of worker 2.17. Version
     * 1.3.0, which an app may be compiled against, adds a package (cache) and two enums: they are missing in Azure.
     */
    private static final Set<String> PACKAGES = Set.of(
            "com.microsoft.azure.functions",
            "com.microsoft.azure.functions.internal.spi.middleware",
            "com.microsoft.azure.functions.spi.inject");

    private static final Set<String> NOT_YET = Set.of(
            "com.microsoft.azure.functions.KafkaMessageKeyType", "com.microsoft.azure.functions.OAuthBearerMethod");

    AppClassLoader(URL[] jars) {
        super("app", jars, new WorkerApi());
    }

    private static final class WorkerApi extends ClassLoader {
        WorkerApi() {
            super("worker", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            int dot = name.lastIndexOf('.');
            if (dot > 0 && PACKAGES.contains(name.substring(0, dot)) && !NOT_YET.contains(name)) {
                return AppClassLoader.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}

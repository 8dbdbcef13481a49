package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertcapTest {
    /** The JDK reads it with the first HTTP client of the process, be it the storage account's or Resource Manager's. */
    @Test
    void idle_connections_are_dropped_before_azure_forgets_them() {
        System.clearProperty("jdk.httpclient.keepalive.timeout");

        Alertcap.api(Map.of(), Clock.systemUTC());

        assertThat(System.getProperty("jdk.httpclient.keepalive.timeout")).isEqualTo("60");
    }

    /** A cold start pays for each class. */
    @Test
    void loads_nothing_that_checks_tokens_while_no_secure_webhook_is_set_up()
            throws IOException, ReflectiveOperationException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AzureWebJobsStorage", "UseDevelopmentStorage=true",
                "ALERTCAP_STORAGE_ACCOUNTS",
                        "westeurope=/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stcap1",
                "ALERTCAP_MONITOR_SCHEDULE", "*/30 * * * * *",
                "ALERTCAP_ARM_ENDPOINT", "http://127.0.0.1:1",
                "ALERTCAP_CREDENTIAL", "none"));

        signInWithoutTokenLibrary(environment);
        environment.put("ALERTCAP_SECURE_WEBHOOK", "00000000-0000-0000-0000-00000000000a=api://alertcap");
        environment.put("ALERTCAP_ENTRA_AUTHORITY", "http://127.0.0.1:1");

        assertThatThrownBy(() -> signInWithoutTokenLibrary(environment))
                .as("this test sees such classes")
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    /** Puts the whole app together. */
    private static void signInWithoutTokenLibrary(Map<String, String> environment)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader app = new WithoutTokenLibrary()) {
            Object api = app.loadClass(Alertcap.class.getName())
                    .getMethod("api", Map.class, Clock.class)
                    .invoke(null, environment, Clock.systemUTC());
            api.getClass().getMethod("signIn", Map.class, Map.class).invoke(api, Map.of(), Map.of());
        }
    }

    private static final class WithoutTokenLibrary extends URLClassLoader {
        WithoutTokenLibrary() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(WithoutTokenLibrary::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.auth0.") || name.equals("io.alertcap.entra.EntraTokens")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlertcapTest {
    private static final Pattern TOKEN_LIBRARY =
            Pattern.compile("com\\.auth0\\..*|io\\.alertcap\\.entra\\.EntraTokens");
    private static final Pattern MAIL_LIBRARY =
            Pattern.compile("(jakarta|org\\.eclipse\\.angus)\\..*|io\\.alertcap\\.notify\\.SmtpExchange");

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
        Map<String, String> environment = environment();

        signInWithout(TOKEN_LIBRARY, environment);
        environment.put("ALERTCAP_SECURE_WEBHOOK", "00000000-0000-0000-0000-00000000000a=api://alertcap");
        environment.put("ALERTCAP_ENTRA_AUTHORITY", "http://127.0.0.1:1");

        assertThatThrownBy(() -> signInWithout(TOKEN_LIBRARY, environment))
                .as("this test sees such classes")
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    /** Nor does one that knows where mail goes load what sends it. */
    @Test
    void loads_nothing_that_sends_mail_before_there_is_any() throws IOException, ReflectiveOperationException {
        Map<String, String> environment = environment();
        environment.put("ALERTCAP_MAIL_HOST", "mail.example");
        environment.put("ALERTCAP_MAIL_FROM", "alertcap@example.com");
        environment.put("ALERTCAP_MAIL_TO", "ops@example.com");

        signInWithout(MAIL_LIBRARY, environment);

        assertThatThrownBy(() -> signInWithout(Pattern.compile("io\\.alertcap\\.notify\\.SmtpNotifier"), environment))
                .as("mail is wired in")
                .hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    private static Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "AzureWebJobsStorage", "UseDevelopmentStorage=true",
                "ALERTCAP_STORAGE_ACCOUNTS",
                        "westeurope=/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stcap1",
                "ALERTCAP_MONITOR_SCHEDULE", "*/30 * * * * *",
                "ALERTCAP_ARM_ENDPOINT", "http://127.0.0.1:1",
                "ALERTCAP_CREDENTIAL", "none"));
    }

    /** Puts the whole app together. */
    private static void signInWithout(Pattern hidden, Map<String, String> environment)
            throws IOException, ReflectiveOperationException {
        try (URLClassLoader app = new Without(hidden)) {
            Object api = app.loadClass(Alertcap.class.getName())
                    .getMethod("api", Map.class, Clock.class)
                    .invoke(null, environment, Clock.systemUTC());
            api.getClass().getMethod("signIn", Map.class, Map.class).invoke(api, Map.of(), Map.of());
        }
    }

    private static final class Without extends URLClassLoader {
        private final Pattern hidden;

        Without(Pattern hidden) {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Without::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (hidden.matcher(name).matches()) {
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

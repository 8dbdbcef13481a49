package io.alertcap;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import io.alertcap.api.Api;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the worker its function objects. The worker makes one injector a process, by {@code META-INF/services}; the app
 * behind it is made in the first call, because an Error in here would hang the worker without a word.
 */
public final class AlertcapInjector implements FunctionInstanceInjector {
    private @Nullable Api api;

    @Override
    public <T> T getInstance(Class<T> functionClass) throws Exception {
        return functionClass.getConstructor(Supplier.class).newInstance((Supplier<Api>) this::api);
    }

    private synchronized Api api() {
        Api made = api;
        if (made == null) {
            made = Alertcap.api(System.getenv(), Clock.systemUTC());
            api = made;
        }
        return made;
    }
}

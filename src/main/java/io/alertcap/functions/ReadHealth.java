package io.alertcap.functions;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.alertcap.api.Api;
import java.util.Optional;
import java.util.function.Supplier;

/** Says whether the app is alive, configured and followed up. */
public final class ReadHealth {
    private final Supplier<Api> api;

    public ReadHealth(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/health}. */
    @FunctionName("ReadHealth")
    public HttpResponseMessage read(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "health",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().health());
    }
}

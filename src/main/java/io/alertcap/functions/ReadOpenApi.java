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

/** The API, described for programs. */
public final class ReadOpenApi {
    private final Supplier<Api> api;

    public ReadOpenApi(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/openapi.json}; without a key, because nothing in it is secret and tools cannot send one. */
    @FunctionName("ReadOpenApi")
    public HttpResponseMessage read(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "openapi.json",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().openApi(request.getHeaders()));
    }
}

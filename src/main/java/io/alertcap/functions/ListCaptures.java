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

/** The captures, newest first. */
public final class ListCaptures {
    private final Supplier<Api> api;

    public ListCaptures(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/captures}. */
    @FunctionName("ListCaptures")
    public HttpResponseMessage list(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "captures",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().list(request.getQueryParameters()));
    }
}

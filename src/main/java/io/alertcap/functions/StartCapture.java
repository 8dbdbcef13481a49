package io.alertcap.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.alertcap.api.Api;
import java.util.Optional;
import java.util.function.Supplier;

/** An operator's order for a capture. */
public final class StartCapture {
    private final Supplier<Api> api;

    public StartCapture(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/captures}. */
    @FunctionName("StartCapture")
    public HttpResponseMessage start(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "captures",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .start(
                                request.getBody(),
                                request.getQueryParameters(),
                                request.getHeaders(),
                                FunctionAnswers.journal(context)));
    }
}

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

/** Where Azure Monitor's action groups post their alerts. */
public final class ReceiveAlert {
    private final Supplier<Api> api;

    public ReceiveAlert(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/alerts}. */
    @FunctionName("ReceiveAlert")
    public HttpResponseMessage receive(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "alerts",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .receive(
                                request.getBody(),
                                request.getQueryParameters(),
                                request.getHeaders(),
                                FunctionAnswers.journal(context)));
    }
}

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

/** Tries the way of an alert with one that is made here. */
public final class SendTestAlert {
    private final Supplier<Api> api;

    public SendTestAlert(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/alerts/test}. */
    @FunctionName("SendTestAlert")
    public HttpResponseMessage send(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "alerts/test",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .testAlert(
                                request.getQueryParameters(), request.getHeaders(), FunctionAnswers.journal(context)));
    }
}

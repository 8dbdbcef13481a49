package io.alertcap.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.alertcap.api.Api;
import java.util.Optional;
import java.util.function.Supplier;

/** Ends a capture before its time. */
public final class StopCapture {
    private final Supplier<Api> api;

    public StopCapture(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/captures/{id}/stop}. */
    @FunctionName("StopCapture")
    public HttpResponseMessage stop(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "captures/{id}/stop",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .stop(
                                id,
                                request.getQueryParameters(),
                                request.getHeaders(),
                                FunctionAnswers.journal(context)));
    }
}

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

/** Keeps a capture from being deleted. */
public final class HoldCapture {
    private final Supplier<Api> api;

    public HoldCapture(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/captures/{id}/hold}. */
    @FunctionName("HoldCapture")
    public HttpResponseMessage hold(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "captures/{id}/hold",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .hold(
                                id,
                                request.getBody(),
                                request.getQueryParameters(),
                                request.getHeaders(),
                                FunctionAnswers.journal(context)));
    }
}

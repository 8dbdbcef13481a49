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

/** Ends the hold of a capture. */
public final class ReleaseCapture {
    private final Supplier<Api> api;

    public ReleaseCapture(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code DELETE /api/captures/{id}/hold}. */
    @FunctionName("ReleaseCapture")
    public HttpResponseMessage release(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.DELETE},
                            route = "captures/{id}/hold",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get()
                        .release(
                                id,
                                request.getQueryParameters(),
                                request.getHeaders(),
                                FunctionAnswers.journal(context)));
    }
}

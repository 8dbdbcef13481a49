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

/** Takes the form that stops a capture. */
public final class StopFromPage {
    private final Supplier<Api> api;

    public StopFromPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/pages/captures/{id}/stop}. */
    @FunctionName("StopFromPage")
    public HttpResponseMessage stop(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "pages/captures/{id}/stop",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get().pageForm(request.getBody(), id, request.getHeaders(), FunctionAnswers.journal(context)));
    }
}

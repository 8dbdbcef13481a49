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

/** Takes the form that holds a capture, or ends the hold. */
public final class HoldFromPage {
    private final Supplier<Api> api;

    public HoldFromPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/pages/captures/{id}/hold}. */
    @FunctionName("HoldFromPage")
    public HttpResponseMessage hold(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "pages/captures/{id}/hold",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get().pageHold(request.getBody(), id, request.getHeaders(), FunctionAnswers.journal(context)));
    }
}

package io.alertcap.functions;

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

/** The page of one capture. */
public final class ShowCapturePage {
    private final Supplier<Api> api;

    public ShowCapturePage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/captures/{id}}. */
    @FunctionName("ShowCapturePage")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/captures/{id}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id) {
        return FunctionAnswers.of(
                request, api.get().page("captures", id, request.getQueryParameters(), request.getHeaders()));
    }
}

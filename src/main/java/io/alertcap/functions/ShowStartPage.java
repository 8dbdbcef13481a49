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

/** The page with the form that starts a capture. */
public final class ShowStartPage {
    private final Supplier<Api> api;

    public ShowStartPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/start}. */
    @FunctionName("ShowStartPage")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/start",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(
                request, api.get().page("start", "", request.getQueryParameters(), request.getHeaders()));
    }
}

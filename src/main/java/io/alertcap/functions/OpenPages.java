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

/** Leads to the first of the pages. */
public final class OpenPages {
    private final Supplier<Api> api;

    public OpenPages(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages}. */
    @FunctionName("OpenPages")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().page("", "", request.getQueryParameters(), request.getHeaders()));
    }
}

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

/** A capture's evidence as a zip, for one who is at the pages. */
public final class FetchCaseFromPage {
    private final Supplier<Api> api;

    public FetchCaseFromPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/captures/{id}/case}. */
    @FunctionName("FetchCaseFromPage")
    public HttpResponseMessage fetch(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/captures/{id}/case",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id) {
        return FunctionAnswers.of(
                request, api.get().pageEvidence(id, request.getQueryParameters(), request.getHeaders()));
    }
}

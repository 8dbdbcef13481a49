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

/** The page of captures now and before. */
public final class ShowCapturesPage {
    private final Supplier<Api> api;

    public ShowCapturesPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/captures}. */
    @FunctionName("ShowCapturesPage")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/captures",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(
                request, api.get().page("captures", "", request.getQueryParameters(), request.getHeaders()));
    }
}

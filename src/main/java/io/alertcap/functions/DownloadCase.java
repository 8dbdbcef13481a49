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

/** A capture's evidence as a zip. */
public final class DownloadCase {
    private final Supplier<Api> api;

    public DownloadCase(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/captures/{id}/case}. */
    @FunctionName("DownloadCase")
    public HttpResponseMessage download(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "captures/{id}/case",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id) {
        return FunctionAnswers.of(request, api.get().evidence(id, request.getQueryParameters()));
    }
}

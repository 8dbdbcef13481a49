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

/** One capture with its timeline. */
public final class ShowCapture {
    private final Supplier<Api> api;

    public ShowCapture(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/captures/{id}}, with {@code service=true} with what Azure has of it. */
    @FunctionName("ShowCapture")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "captures/{id}",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("id") String id) {
        return FunctionAnswers.of(request, api.get().show(id, request.getQueryParameters()));
    }
}

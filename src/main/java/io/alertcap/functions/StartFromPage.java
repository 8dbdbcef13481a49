package io.alertcap.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import io.alertcap.api.Api;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes the form that starts a capture, or shows what that would do. */
public final class StartFromPage {
    private final Supplier<Api> api;

    public StartFromPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/pages/start}. */
    @FunctionName("StartFromPage")
    public HttpResponseMessage start(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "pages/start",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        return FunctionAnswers.of(
                request,
                api.get().pageForm(request.getBody(), "", request.getHeaders(), FunctionAnswers.journal(context)));
    }
}

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

/** Says whether a capture would succeed now, and what to mend if not. */
public final class ExamineDeployment {
    private final Supplier<Api> api;

    public ExamineDeployment(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/doctor}. */
    @FunctionName("ExamineDeployment")
    public HttpResponseMessage examine(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "doctor",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().doctor(request.getQueryParameters()));
    }
}

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

/** The page that says whether a capture would succeed now. */
public final class ShowDoctorPage {
    private final Supplier<Api> api;

    public ShowDoctorPage(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/doctor}. */
    @FunctionName("ShowDoctorPage")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/doctor",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(
                request, api.get().page("doctor", "", request.getQueryParameters(), request.getHeaders()));
    }
}

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

/** Where a function's key is spent on a session for the pages. */
public final class SignIn {
    private final Supplier<Api> api;

    public SignIn(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET} by a form, {@code POST} by a script that keeps the key out of the address. */
    @FunctionName("SignIn")
    public HttpResponseMessage signIn(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            route = "session",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().signIn(request.getQueryParameters(), request.getHeaders()));
    }
}

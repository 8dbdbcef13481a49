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

/** Ends the session of one browser. */
public final class SignOut {
    private final Supplier<Api> api;

    public SignOut(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code POST /api/session/end}. */
    @FunctionName("SignOut")
    public HttpResponseMessage signOut(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.POST},
                            route = "session/end",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return FunctionAnswers.of(request, api.get().signOut());
    }
}

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

/** What pages load beside themselves: style, script, icon. Nothing in them is secret. */
public final class ReadPageAsset {
    private final Supplier<Api> api;

    public ReadPageAsset(Supplier<Api> api) {
        this.api = api;
    }

    /** {@code GET /api/pages/assets/{name}}. */
    @FunctionName("ReadPageAsset")
    public HttpResponseMessage show(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET},
                            route = "pages/assets/{name}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("name") String name) {
        return FunctionAnswers.of(request, api.get().pageAsset(name));
    }
}

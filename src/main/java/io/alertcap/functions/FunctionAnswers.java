package io.alertcap.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import io.alertcap.api.HttpAnswer;
import io.alertcap.capture.Journal;

/** Between the host's types and ours. */
final class FunctionAnswers {
    private FunctionAnswers() {}

    static HttpResponseMessage of(HttpRequestMessage<?> request, HttpAnswer answer) {
        HttpResponseMessage.Builder response = request.createResponseBuilder(HttpStatus.valueOf(answer.status()))
                .header("Content-Type", answer.contentType())
                .header("X-Content-Type-Options", "nosniff")
                .body(answer.body());
        answer.headers().forEach(response::header);
        return response.build();
    }

    /** The invocation's own logger: only its lines are tied to the invocation. Its parameters are not filled in. */
    static Journal journal(ExecutionContext context) {
        return line -> context.getLogger().info(line);
    }
}

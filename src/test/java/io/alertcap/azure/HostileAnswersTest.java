package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpHeaders;
import com.azure.core.util.BinaryData;
import com.azure.resourcemanager.network.fluent.models.NetworkWatcherInner;
import io.alertcap.capture.ServiceException;
import io.alertcap.fuzz.HostileInput;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hostile answers over real connections, with every status and with headers that make no sense. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileAnswersTest {
    private static final int[] STATUSES = {200, 200, 200, 200, 201, 204, 301, 400, 403, 404, 409, 412, 429, 500, 503};

    @Test
    void a_model_that_is_out_of_step_with_its_document_comes_to_an_end() {
        Answer answer = new Answer(200, new HttpHeaders(), BinaryData.fromString("{\"location\":[]}"));

        assertThatThrownBy(() -> answer.read(NetworkWatcherInner::fromJson)).isInstanceOf(ServiceException.class);
    }

    @Test
    void a_call_ends_with_a_value_or_with_the_typed_exception() {
        try (ArmServer server = new ArmServer()) {
            AtomicReference<ArmServer.Reply> reply = new AtomicReference<>();
            server.then(exchange -> reply.get().to(exchange));
            ArmClient arm = server.client(Clock.systemUTC());
            for (int round = 0; round < HostileInput.rounds(40); round++) {
                Random random = HostileInput.random(round);
                String body = HostileInput.mutated(
                        HostileAnswers.SOUND.get(random.nextInt(HostileAnswers.SOUND.size())), random);
                int status = STATUSES[random.nextInt(STATUSES.length)];
                String after = List.of("0", "-1", "99999999999", "soon", "Sun, 06 Nov 1994 08:49:37 GMT")
                        .get(random.nextInt(5));
                reply.set(
                        status == 204
                                ? ArmServer.answer(204, "")
                                : ArmServer.answer(status, body, "Retry-After", after));
                HostileAnswers.call(
                        arm,
                        random.nextInt(HostileAnswers.CALLS),
                        HostileInput.which(round) + ": " + status + " " + HostileInput.brief(body));
            }
        }
    }
}

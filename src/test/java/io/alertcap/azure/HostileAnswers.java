package io.alertcap.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whatever Azure Resource Manager answers to a call, it ends with a value or a {@link ServiceException}. */
public final class HostileAnswers {
    private static final String SUB = "00000000-0000-0000-0000-0000000000a1";
    private static final String RG = "/subscriptions/" + SUB + "/resourceGroups/rg/providers/";
    private static final Region WEST = Region.of("westus2");
    /** Sound answers, to different calls. */
    public static final List<String> SOUND = List.of(
            "{\"value\":[{\"id\":\"" + RG
                    + "Microsoft.Network/networkWatchers/nw\",\"name\":\"nw\",\"location\":\"westus2\","
                    + "\"properties\":{\"provisioningState\":\"Succeeded\"}}],\"nextLink\":null}",
            "{\"value\":[{\"id\":\"" + RG + "Microsoft.Network/networkWatchers/nw/packetCaptures/c\",\"name\":\"c\","
                    + "\"properties\":{\"target\":\"" + RG + "Microsoft.Compute/virtualMachines/vm\","
                    + "\"timeLimitInSeconds\":60,\"totalBytesPerSession\":1,\"storageLocation\":{\"storagePath\":\"https://a/b\"},"
                    + "\"filters\":[{\"protocol\":\"TCP\",\"localPort\":\"80\"}],\"provisioningState\":\"Succeeded\"}}]}",
            "{\"id\":\"" + RG
                    + "Microsoft.Network/networkWatchers/nw/packetCaptures/c\",\"name\":\"c\",\"properties\":{"
                    + "\"target\":\"x\",\"timeLimitInSeconds\":60,\"filters\":[{\"protocol\":\"UDP\"}],"
                    + "\"storageLocation\":{\"filePath\":\"/var/captures/c.cap\"},\"provisioningState\":\"Updating\"}}",
            "{\"name\":\"c\",\"id\":\"i\",\"captureStartTime\":\"2026-03-01T12:00:00Z\",\"packetCaptureStatus\":\"Stopped\","
                    + "\"stopReason\":\"TimeExceeded\",\"packetCaptureError\":[\"AgentStopped\"]}",
            "{\"location\":\"westus2\",\"properties\":{\"storageProfile\":{\"osDisk\":{\"osType\":\"Linux\"}},\"osProfile\":{"
                    + "\"allowExtensionOperations\":true},\"instanceView\":{\"vmAgent\":{\"statuses\":[{\"code\":\"x\","
                    + "\"displayStatus\":\"Ready\"}]},\"statuses\":[{\"code\":\"PowerState/running\"}],\"extensions\":[{\"type\":"
                    + "\"Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux\",\"statuses\":[{\"code\":"
                    + "\"ProvisioningState/succeeded\"}]}]}},\"resources\":[{\"properties\":{\"publisher\":"
                    + "\"Microsoft.Azure.NetworkWatcher\",\"type\":\"NetworkWatcherAgentLinux\",\"provisioningState\":\"Failed\"}}]}",
            "{\"location\":\"westus2\",\"properties\":{\"virtualMachineProfile\":{\"extensionProfile\":{\"extensions\":[{"
                    + "\"properties\":{\"publisher\":\"Microsoft.Azure.NetworkWatcher\",\"type\":\"NetworkWatcherAgentLinux\"}}]}}}}",
            "{\"error\":{\"code\":\"AnotherOperationInProgress\",\"message\":\"later\",\"details\":[{\"code\":\"a\","
                    + "\"message\":\"b\"}]}}",
            "{\"status\":\"Succeeded\",\"properties\":{\"packetCaptureStatus\":\"Running\"}}");

    static final int CALLS = 10;

    /** From here on a call takes any success: what it says is of no interest. */
    private static final int READ_NOTHING = 8;

    private static final AtomicReference<Canned> REPLY = new AtomicReference<>();
    private static final ArmClient CANNED = new ArmClient(
            new AzureAccess(URI.create("http://127.0.0.1:1"), Login.NONE, null, null),
            () -> ArmClient.pipeline(new Canning(), null, "", "1.2.3"),
            Clock.systemUTC());

    private record Canned(int status, BinaryData body) {}

    private HostileAnswers() {}

    /**
     * Gives the body as the answer to every call, as a success and as an error. No socket is involved: what the network
     * does is the business of {@link HostileAnswersTest} and {@link ArmClientTest}.
     *
     * @return whether some call took it
     */
    public static synchronized boolean read(String which, byte[] body) {
        boolean understood = false;
        REPLY.set(new Canned(200, BinaryData.fromBytes(body)));
        for (int call = 0; call < CALLS; call++) {
            boolean value = call(CANNED, call, which + ", call " + call);
            understood |= value && call < READ_NOTHING;
        }
        REPLY.set(new Canned(409, BinaryData.fromBytes(body)));
        call(CANNED, 3, which + ", as an error");
        return understood;
    }

    /** Makes one of {@link #CALLS} calls, and says whether there was a value. */
    static boolean call(ArmClient arm, int call, String which) {
        AzureNetworkWatchers watchers = new AzureNetworkWatchers(arm, "NetworkWatcherRG", Clock.systemUTC());
        Watcher watcher = new Watcher(id(RG + "Microsoft.Network/networkWatchers/nw"), WEST);
        MachineTarget machine = MachineTarget.of(id(RG + "Microsoft.Compute/virtualMachines/vm"))
                .orElseThrow();
        MachineTarget scaleSet = MachineTarget.of(id(RG + "Microsoft.Compute/virtualMachineScaleSets/ss"))
                .orElseThrow();
        TimeBudget budget = TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(3));
        try {
            switch (call) {
                case 0 -> watchers.find(SUB, WEST, budget);
                case 1 -> watchers.establish(SUB, WEST, budget);
                case 2 -> watchers.sessions(watcher, budget);
                case 3 ->
                    watchers.start(
                            watcher,
                            new SessionRequest(
                                    "c",
                                    machine,
                                    new CaptureWish(new CaptureLimits(60, 1, 0), List.of()),
                                    new StorageLocation(null, null, "/var/captures/c.cap")),
                            budget);
                case 4 -> watchers.session(watcher, "c", budget);
                case 5 -> watchers.status(watcher, "c", budget);
                case 6 -> new AzureMachines(arm, MachineTags.NONE).look(machine, budget);
                case 7 -> new AzureMachines(arm, MachineTags.NONE).look(scaleSet, budget);
                case 8 -> watchers.stop(watcher, "c", budget);
                default -> watchers.remove(watcher, "c", budget);
            }
            return true;
        } catch (ServiceException e) {
            if (e.getMessage() == null || e.getMessage().length() > 2_000) {
                throw new AssertionError(which + ": a failure without fit words", e);
            }
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError(which + ": no typed exception", e);
        }
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    private static final class Canning implements HttpClient {
        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            return Mono.just(new InMemory(request, REPLY.get()));
        }

        @Override
        public HttpResponse sendSync(HttpRequest request, Context context) {
            return new InMemory(request, REPLY.get());
        }
    }

    private static final class InMemory extends HttpResponse {
        private final Canned reply;

        InMemory(HttpRequest request, Canned reply) {
            super(request);
            this.reply = reply;
        }

        @Override
        public int getStatusCode() {
            return reply.status();
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(reply.body().toByteBuffer());
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(reply.body().toBytes());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(reply.body().toBytes(), charset));
        }

        @Override
        public BinaryData getBodyAsBinaryData() {
            return reply.body();
        }
    }
}

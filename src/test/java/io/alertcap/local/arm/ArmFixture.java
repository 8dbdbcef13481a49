package io.alertcap.local.arm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.local.agent.FolderUploads;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The stand-in without its listeners, on a virtual clock: one watcher, one machine, one account, one scale set. */
final class ArmFixture {
    static final String REGION = "westeurope";
    static final String WATCHER = ArmStandIn.watcherId(REGION);
    static final String MACHINE = ArmStandIn.machineId("rg-app", "vm1");
    static final String SCALE_SET = ArmStandIn.scaleSetId("rg-app", "myss");
    static final String ACCOUNT = ArmStandIn.storageAccountId("rg-app", "stcap");
    static final Instant START = Instant.parse("2026-11-21T03:14:15.120Z");

    final VirtualClock clock = new VirtualClock(START);
    final Faults faults = new Faults();
    final World world;
    private final FolderUploads storage;
    private final ArmRoutes routes;

    ArmFixture(Path folder, UnaryOperator<ArmStandIn.Builder> more) {
        storage = new FolderUploads(folder.resolve("blobs"));
        ArmStandIn.Builder builder = ArmStandIn.builder()
                .clock(clock)
                .uploads(storage)
                .watcher(REGION)
                .machine(Machine.running(MACHINE, REGION, Machine.Os.LINUX))
                .scaleSet(ScaleSet.running(SCALE_SET, REGION, Machine.Os.LINUX, 3))
                .storageAccount(StorageAccount.standard(ACCOUNT, REGION));
        world = more.apply(builder).world(folder);
        routes = new ArmRoutes(world);
    }

    ArmAnswer get(String path) {
        return send("GET", path, "");
    }

    ArmAnswer post(String path) {
        return send("POST", path, "");
    }

    ArmAnswer delete(String path) {
        return send("DELETE", path, "");
    }

    ArmAnswer put(String path, JsonNode body) {
        return send("PUT", path, body.toString());
    }

    /** A path without a query gets an api-version. */
    ArmAnswer send(String method, String path, String body) {
        URI uri = URI.create(path.contains("?") ? path : path + "?api-version=2025-03-01");
        ArmRequest request =
                ArmRequest.of(method, "http://127.0.0.1:1", uri, Map.of("content-type", "application/json"), body);
        return routes.answer(request.meeting(faults.meet(method, uri.getPath())), false);
    }

    /** Starts a capture and lets the service begin it. */
    void start(String name, ObjectNode properties) {
        assertThat(put(capture(name), Json.object("properties", properties)).status())
                .isEqualTo(201);
        pass(Duration.ofSeconds(1));
    }

    void pass(Duration duration) {
        clock.pass(duration);
        world.settle();
    }

    JsonNode status(String name) {
        return body(post(capture(name) + "/queryStatus"));
    }

    List<Path> blobs() throws IOException {
        return storage.files();
    }

    static String capture(String name) {
        return WATCHER + "/packetCaptures/" + name;
    }

    /** Properties of a capture of the machine, an hour long, into the account. */
    static ObjectNode properties() {
        return Json.object(
                "target",
                MACHINE,
                "timeLimitInSeconds",
                3600,
                "storageLocation",
                Json.object(
                        "storageId",
                        ACCOUNT,
                        "storagePath",
                        "https://stcap.blob.core.windows.net/captures/one/two.cap"));
    }

    static JsonNode body(ArmAnswer answer) {
        JsonNode body = answer.body();
        if (body == null) {
            throw new AssertionError("The answer " + answer.status() + " has no body");
        }
        return body;
    }

    static String code(ArmAnswer answer) {
        return answer.status() + " " + body(answer).at("/error/code").asText();
    }
}

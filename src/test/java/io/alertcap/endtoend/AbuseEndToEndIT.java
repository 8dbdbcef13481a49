package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.endtoend.SecretScanner.Find;
import io.alertcap.fuzz.HostileInput;
import io.alertcap.fuzz.HostileReader;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.WebhookSink;
import io.alertcap.local.arm.ArmExchange;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Fault;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One app with every secret it can have, followed into every place where it leaves something. */
@Timeout(90)
class AbuseEndToEndIT {
    private static final String SIGNING = "c2lnbmluZy1zZWNyZXQtb2YtYWxlcnRjYXAtMDE=";
    private static final String FUNCTION_KEY = "fUnCt10nKeyOfThisRun0123456789AzFu";
    private static final String SLACK_TOKEN = "T00SLACKTOKEN/B00/xoxsecret0123456789";
    private static final String TEAMS_SIGNATURE = "tEaMs-workflow-signature-0123456789";
    private static final String HOOK_TOKEN = "hOoK-token-of-an-address-0123456789";
    private static final String CLIENT_SECRET = "client~secret.0123456789";
    private static final String SAS = "sAsSignature0123456789abcdefghijklmnopqrstuv";
    private static final String BEARER = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGVydGNhcCJ9.c2lnbmF0dXJl";

    /** What rule, dimensions and properties of a hostile alert say. */
    private static final String HOSTILE =
            "=cmd|'/C calc'!A1 <img src=x onerror=alert(1)></script>\r\nX-Injected: yes\r\n\r\n"
                    + "event=forged \u001b[31m\u009b2J\u0007 {{DATE()}} ${jndi:ldap://127.0.0.1/x} **b** [x](javascript:alert(1)) "
                    + "<!channel> <@U123> @here \u202egnp.exe\u2028# h";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String accountKey;
    private static String container;
    private static AppClient app;

    /** The secrets of the run by name. */
    static Map<String, String> secrets(String accountKey) {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("storage account key", accountKey);
        secrets.put("HMAC secret", SIGNING);
        secrets.put("function key", FUNCTION_KEY);
        secrets.put("Slack token", SLACK_TOKEN);
        secrets.put("Teams signature", TEAMS_SIGNATURE);
        secrets.put("token in a webhook's address", HOOK_TOKEN);
        secrets.put("client secret", CLIENT_SECRET);
        secrets.put("SAS signature", SAS);
        secrets.put("bearer token", BEARER);
        return secrets;
    }

    @BeforeAll
    static void start() {
        LocalEstate estate = AppClient.estate();
        accountKey = estate.azurite().connectionString().replaceAll(".*AccountKey=([^;]+).*", "$1");
        container = "abuse-" + System.nanoTime();
        app = AppClient.startCold(
                Map.of(
                        "ALERTCAP_STATE_CONTAINER", container,
                        "ALERTCAP_WEBHOOK_SECRET", "whsec_" + SIGNING,
                        // Nobody listens at the second: what is said of the failure must not name the address.
                        "ALERTCAP_WEBHOOK_URLS",
                                estate.sink().url() + "hook?code=" + HOOK_TOKEN + " http://127.0.0.1:9/?code="
                                        + HOOK_TOKEN,
                        "ALERTCAP_SLACK_URL", estate.sink().url() + "services/" + SLACK_TOKEN,
                        "ALERTCAP_TEAMS_URL", estate.sink().url() + "teams?sig=" + TEAMS_SIGNATURE,
                        "AZURE_CLIENT_SECRET", CLIENT_SECRET),
                FUNCTION_KEY);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void clear() {
        AppClient.estate().arm().faults().clear();
    }

    @Test
    void no_secret_of_a_run_is_anywhere_but_where_it_belongs_and_a_planted_one_is_found_everywhere() throws Exception {
        Leftovers leftovers = new Leftovers(AppClient.estate(), container);

        String id = capture(leftovers);

        usedTheSecrets(AppClient.estate(), id, leftovers.messages());
        Map<String, String> places = leftovers.byPlace();
        assertThat(places.keySet())
                .containsExactlyInAnyOrder(
                        "logs",
                        "answers",
                        "ledger: names and metadata",
                        "ledger: documents",
                        "evidence: names and metadata",
                        "evidence: documents",
                        "messages: bodies",
                        "messages: headers",
                        "requests to Azure");
        assertThat(places)
                .allSatisfy((place, text) -> assertThat(text).as(place).contains(id));
        assertThat(finds(places)).isEmpty();

        // The same look at the same places, each of which now has one secret of each kind.
        try {
            leftovers.plant(secrets(accountKey).values(), app);
            assertThat(finds(leftovers.byPlace()))
                    .containsAll(places.keySet().stream()
                            .flatMap(place ->
                                    secrets(accountKey).keySet().stream().map(secret -> new Find(secret, place)))
                            .toList());
        } finally {
            leftovers.dig();
        }
    }

    private static Set<Find> finds(Map<String, String> places) {
        SecretScanner scanner = new SecretScanner(secrets(accountKey));
        return places.entrySet().stream()
                .flatMap(place -> scanner.scan(place.getKey(), place.getValue()).stream())
                .collect(Collectors.toSet());
    }

    /** A whole capture, with an Azure that talks too much and a destination that is dead. */
    private static String capture(Leftovers leftovers) {
        AppClient.estate()
                .arm()
                .faults()
                .add(Fault.always(
                        "POST",
                        "*",
                        new Fault.Answer(
                                500,
                                "Broken",
                                "see https://x.example/f?sv=1&sig=" + SAS + " AccountKey=" + accountKey + " Bearer "
                                        + BEARER + " for more")));
        AppClient.Answer answer = app.post(AppClient.alert(AppClient.machine(), 1)
                .with(
                        "\"team\": \"netops\",\n      \"captureSeconds\"",
                        "\"runbook\": \"https://x.example/r?sig=" + SAS
                                + "\",\n      \"captureFilters\": \"https://x.example/f?sig=" + SAS
                                + "\",\n      \"captureSeconds\""));
        leftovers.answered(answer);
        String id = answer.captureId();
        app.await(id, capture -> capture.toString().contains("Broken"));
        AppClient.estate().arm().faults().clear();
        JsonNode ended = app.await(
                id,
                capture -> capture.get("state").asText().equals("finished")
                        && count(capture, "delivered") == 3
                        && capture.get("messages").toString().contains("does not take the connection"));
        assertThat(ended.get("outcome").asText()).isEqualTo("complete");
        for (String path : List.of(
                "/api/captures/" + id,
                "/api/captures",
                "/api/health?code=" + FUNCTION_KEY,
                "/api/captures?sig=" + SAS)) {
            leftovers.answered(app.get(path));
        }
        leftovers.answered(app.post("/api/alerts?dryRun=maybe&code=" + FUNCTION_KEY, "{}"));
        return id;
    }

    private static long count(JsonNode capture, String state) {
        return capture.get("messages").findValuesAsText("state").stream()
                .filter(state::equals)
                .count();
    }

    /** Otherwise finding none of them would mean nothing. */
    private static void usedTheSecrets(LocalEstate estate, String id, List<WebhookSink.Received> messages)
            throws Exception {
        assertThat(messages)
                .extracting(WebhookSink.Received::path)
                .contains("/hook?code=" + HOOK_TOKEN, "/services/" + SLACK_TOKEN, "/teams?sig=" + TEAMS_SIGNATURE);
        WebhookSink.Received signed = messages.stream()
                .filter(message ->
                        message.path().startsWith("/hook") && message.body().contains(id))
                .findFirst()
                .orElseThrow();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SIGNING), "HmacSHA256"));
        String content = signed.headers().get("webhook-id") + "."
                + signed.headers().get("webhook-timestamp") + "." + signed.body();
        assertThat(signed.headers())
                .containsEntry(
                        "webhook-signature",
                        "v1,"
                                + Base64.getEncoder()
                                        .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8))));
        // The ledger is there, so the key opened the account; and the host takes this key and no other.
        assertThat(estate.appSettings().get("AzureWebJobsStorage")).contains(accountKey);
        HttpResponse<String> refused = app.exchange(HttpRequest.newBuilder(app.url("/api/health?code=local")));
        assertThat(refused.statusCode()).isEqualTo(401);
        // Azure did say what it should not have said; the stand-in takes signatures out of what it records.
        assertThat(estate.arm().exchanges())
                .anySatisfy(exchange -> assertThat(exchange.rbody()).contains("sig=", accountKey, BEARER));
    }

    @Test
    void a_hostile_alert_does_no_harm_wherever_its_text_goes() throws Exception {
        LocalEstate estate = AppClient.estate();
        Leftovers leftovers = new Leftovers(estate, container);
        String machine = AppClient.machine();
        ObjectNode alert =
                (ObjectNode) JSON.readTree(AppClient.alert(machine, 1).json());
        ObjectNode essentials = (ObjectNode) alert.at("/data/essentials");
        essentials.put("alertRule", HOSTILE).put("description", HOSTILE).put("monitoringService", HOSTILE);
        essentials.withArray("configurationItems").removeAll().add(HOSTILE);
        String odd = machine.replaceFirst("[^/]+$", Matcher.quoteReplacement("=@here *b* {{7*7}} [x](y) ${jndi}"));
        essentials.withArray("alertTargetIDs").add(odd);
        ((ObjectNode) alert.at("/data/alertContext/condition/allOf/0"))
                .withArray("dimensions")
                .addObject()
                .put("name", HOSTILE)
                .put("value", HOSTILE);
        ((ObjectNode) alert.at("/data/customProperties"))
                .put(HOSTILE, HOSTILE)
                .put("captureFilters", HOSTILE)
                .put("captureBytes", HOSTILE);

        HttpResponse<String> answer = app.deliver(HttpRequest.newBuilder(app.url("/api/alerts"))
                .header("x-functions-key", FUNCTION_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(alert))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("x-injected")).isEmpty();
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.get("decisions")).hasSize(2);
        assertThat(body.at("/alert/rule").asText()).contains("onerror");
        Harmless.noControls("answer", body);
        List<String> ids = body.get("decisions").findValuesAsText("captureId");
        for (String id : ids) {
            JsonNode record = app.await(
                    id,
                    capture -> capture.get("state").asText().equals("finished") && count(capture, "delivered") == 3);
            assertThat(record.at("/trigger/rule").asText()).contains("onerror");
            Harmless.noControls("record", record);
            assertThat(record.path("name").asText("x")).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}|null");
        }
        log(ids);
        blobs(estate, ids);
        messages(leftovers, ids);
        for (ArmExchange exchange : estate.arm().exchanges()) {
            assertThat(exchange.url()).matches("[!-~]+").doesNotContain("{", "[", "<");
            assertThat(exchange.body() + exchange.headers()).doesNotContain("onerror", "Injected");
        }
    }

    @Test
    void a_machine_outside_the_scopes_is_refused_and_recorded_and_azure_is_not_asked() {
        String allowed = "/subscriptions/" + ArmStandIn.SUBSCRIPTION;
        for (String scope : List.of("/subscriptions/99999999-2222-3333-4444-555555555555", allowed + "b")) {
            String machine = AppClient.machine().replaceFirst(allowed, scope);

            AppClient.Answer answer = app.post(AppClient.alert(machine, 1));

            assertThat(answer.decision().get("decision").asText()).isEqualTo("refused");
            JsonNode record = app.await(
                    answer.captureId(),
                    capture -> capture.get("state").asText().equals("finished") && count(capture, "delivered") == 3);
            assertThat(record.get("outcome").asText()).isEqualTo("refused");
            assertThat(record.get("reason").asText()).contains(machine, "ALERTCAP_SCOPES");
            assertThat(AppClient.estate().arm().exchanges())
                    .noneSatisfy(exchange -> assertThat(exchange.url()).contains(scope + "/"));
        }
    }

    @Test
    void no_address_makes_any_route_fail() {
        int refused = 0;
        for (int round = 0; round < HostileInput.rounds(120); round++) {
            String which = HostileInput.which(round);
            String hostile = HostileReader.QUERIES.hostile(HostileInput.random(round));
            int mark = hostile.indexOf('?');
            String query = mark < 0 ? "" : "?" + encoded(hostile.substring(mark + 1), "[^A-Za-z0-9=&]");
            String id = encoded(mark < 0 ? hostile : hostile.substring(0, mark), "[^A-Za-z0-9]");
            HttpRequest.Builder request = List.of(
                            HttpRequest.newBuilder(app.url("/api/captures" + query)),
                            HttpRequest.newBuilder(app.url("/api/captures/" + id + query)),
                            HttpRequest.newBuilder(app.url("/api/health" + query)),
                            HttpRequest.newBuilder(app.url("/api/alerts" + query))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")))
                    .get(round % 4)
                    .header("x-functions-key", FUNCTION_KEY);

            HttpResponse<String> answer = app.exchange(request);

            assertThat(answer.statusCode()).as(which + ": " + answer).isIn(200, 400, 401, 404, 414);
            assertThat(answer.body()).as(which).hasSizeLessThan(100_000).doesNotContain("Exception");
            refused += answer.statusCode() == 400 ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(10);
    }

    /** Every other character of the path or query as its bytes, and at most 8,000 of them: no host takes many more. */
    private static String encoded(String text, String other) {
        String encoded = Pattern.compile(other)
                .matcher(text)
                .replaceAll(character -> URLEncoder.encode(character.group(), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
        return encoded.substring(0, Math.min(encoded.length(), 8_000)).replaceFirst("%.?$", "");
    }

    private static void log(List<String> ids) {
        List<String> lines = app.log().lines().toList();
        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains(ids.get(0)).contains("onerror"))
                .allSatisfy(line -> assertThat(line.replace("\t", "")).doesNotContainPattern(Harmless.CONTROLS))
                .noneSatisfy(line -> assertThat(line).containsPattern("^(?:\\S+ )?(?:event=forged|X-Injected)"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(8_000));
    }

    private static void blobs(LocalEstate estate, List<String> ids) {
        for (String name : List.of(container, "captures")) {
            BlobContainerClient blobs = estate.blobs().getBlobContainerClient(name);
            List<BlobItem> ours = blobs.listBlobs().stream()
                    .filter(item -> name.equals(container) || ids.stream().anyMatch(item.getName()::contains))
                    .toList();
            assertThat(ours).isNotEmpty().allSatisfy(item -> {
                assertThat(item.getName()).matches("[A-Za-z0-9._/-]+");
                assertThat(blobs.getBlobClient(item.getName()).getProperties().getMetadata())
                        .allSatisfy((key, value) -> assertThat(value).matches("[A-Za-z0-9%+*._:-]*"));
            });
        }
    }

    private static void messages(Leftovers leftovers, List<String> ids) throws Exception {
        List<WebhookSink.Received> messages = leftovers.messages().stream()
                .filter(message -> ids.stream().anyMatch(message.body()::contains))
                .toList();
        assertThat(messages).hasSizeGreaterThanOrEqualTo(6);
        for (WebhookSink.Received message : messages) {
            assertThat(message.headers().toString()).doesNotContain("onerror", "njected", "forged");
            JsonNode body = JSON.readTree(message.body());
            assertThat(body.toString()).contains("onerror");
            Harmless.noControls("message", body);
            if (message.path().startsWith("/services/")) {
                Harmless.slack(body);
            } else if (message.path().startsWith("/teams")) {
                Harmless.teams(body);
            } else {
                assertThat(message.headers().get("content-type")).startsWith("application/cloudevents+json");
            }
        }
    }
}

package io.alertcap.endtoend;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.WebhookSink;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that an app leaves behind from now on, by place: what a secret must not be in. */
final class Leftovers {
    private final Instant since = Instant.now();
    private final List<String> answers = new ArrayList<>();
    private final LocalEstate estate;
    private final String container;
    private final int messagesBefore;
    private final int requestsBefore;

    /** @param container of the app's ledger */
    Leftovers(LocalEstate estate, String container) {
        this.estate = estate;
        this.container = container;
        this.messagesBefore = estate.sink().received().size();
        this.requestsBefore = estate.arm().exchanges().size();
    }

    void answered(AppClient.Answer answer) {
        answers.add(answer.body().toString());
    }

    List<WebhookSink.Received> messages() {
        List<WebhookSink.Received> all = estate.sink().received();
        return all.subList(messagesBefore, all.size());
    }

    /** Of messages, not their addresses, which are secrets; of requests to Azure, what the stand-in has recorded. */
    Map<String, String> byPlace() throws IOException {
        Map<String, StringBuilder> places = new TreeMap<>();
        for (Path log : logs()) {
            add(places, "logs", Files.readString(log));
        }
        answers.forEach(answer -> add(places, "answers", answer));
        blobs(container, "ledger", places);
        blobs(container + "-cases", "evidence", places);
        messages().forEach(message -> {
            add(places, "messages: bodies", message.body());
            add(places, "messages: headers", message.headers().toString());
        });
        estate.arm().exchanges().stream()
                .skip(requestsBefore)
                .forEach(exchange ->
                        add(places, "requests to Azure", exchange.url() + exchange.headers() + exchange.body()));
        return places.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, place -> place.getValue().toString()));
    }

    private void blobs(String name, String where, Map<String, StringBuilder> places) {
        BlobContainerClient blobs = estate.blobs().getBlobContainerClient(name);
        for (BlobItem item : blobs.listBlobs()) {
            BlobClient blob = blobs.getBlobClient(item.getName());
            add(
                    places,
                    where + ": names and metadata",
                    item.getName() + blob.getProperties().getMetadata());
            add(places, where + ": documents", blob.downloadContent().toString());
        }
    }

    private List<Path> logs() throws IOException {
        List<Path> logs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().matches("app.*\\.log")
                        && Files.getLastModifiedTime(file).toInstant().isAfter(since)) {
                    logs.add(file);
                }
            }
        }
        return logs;
    }

    private Path folder() {
        return estate.file("app.log").toAbsolutePath().getParent();
    }

    private static void add(Map<String, StringBuilder> places, String place, String text) {
        places.computeIfAbsent(place, name -> new StringBuilder()).append(text).append('\n');
    }

    /** Puts each secret into each place, by the way that things come there: the proof that looking there finds it. */
    void plant(Collection<String> secrets, AppClient app) throws IOException {
        StringBuilder log = new StringBuilder();
        int number = 0;
        for (String secret : secrets) {
            number++;
            log.append("event=x reason=").append(secret).append('\n');
            String json =
                    JsonNodeFactory.instance.objectNode().put("reason", secret).toString();
            answers.add(json);
            for (String name : List.of(container, container + "-cases")) {
                BlobClient blob = estate.blobs().getBlobContainerClient(name).getBlobClient("planted/" + number);
                blob.upload(BinaryData.fromString(json), true);
                blob.setMetadata(Map.of("machine", URLEncoder.encode(secret, StandardCharsets.UTF_8)));
            }
            for (URI to : List.of(estate.sink().url(), URI.create(estate.arm().httpUrl() + "/planted?x=y"))) {
                HttpResponse<String> taken = app.exchange(HttpRequest.newBuilder(to)
                        .header("x-planted", secret)
                        .POST(HttpRequest.BodyPublishers.ofString(json)));
                if (taken.statusCode() >= 500) {
                    throw new IllegalStateException("Not planted: " + taken);
                }
            }
        }
        Files.writeString(planted(), log);
    }

    /** So that no later look finds them in a log. */
    void dig() throws IOException {
        Files.deleteIfExists(planted());
    }

    private Path planted() {
        return folder().resolve("app-planted.log");
    }
}

package io.alertcap.api.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** What a page loads beside itself. Each name has the content's hash in it, so that a browser may keep it for ever. */
record Assets(Asset style, Asset script, Asset icon) {
    /** One file; its path is its address on this host. */
    record Asset(String name, String contentType, String content) {
        String path() {
            return Pages.ROOT + "/assets/" + name;
        }
    }

    static Assets load() {
        return new Assets(
                asset("pages.css", "text/css; charset=utf-8"),
                asset("pages.js", "text/javascript; charset=utf-8"),
                asset("icon.svg", "image/svg+xml"));
    }

    Optional<Asset> named(String name) {
        return Stream.of(style, script, icon)
                .filter(asset -> asset.name().equals(name))
                .findFirst();
    }

    private static Asset asset(String file, String contentType) {
        byte[] content = read(file);
        int dot = file.indexOf('.');
        String name = file.substring(0, dot) + "-" + hash(content) + file.substring(dot);
        return new Asset(name, contentType, new String(content, StandardCharsets.UTF_8));
    }

    private static byte[] read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The package lacks " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}

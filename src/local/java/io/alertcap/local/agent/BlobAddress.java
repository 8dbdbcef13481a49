package io.alertcap.local.agent;

import java.net.URI;

/**
 * Container and name within a blob's URL, which is {@code https://account.blob.…/container/name} or, for an emulator,
 * {@code http://host:port/account/container/name}.
 *
 * @param container the container's name
 * @param name the blob's name, slashes included
 */
public record BlobAddress(String container, String name) {
    public BlobAddress {
        if (container.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a storage path must name a container and a blob");
        }
    }

    /**
     * Reads a storage path.
     *
     * @throws IllegalArgumentException if the text is not the URL of a blob
     */
    public static BlobAddress of(String storagePath) {
        URI uri = URI.create(storagePath);
        if (uri.getHost() == null || uri.getPath() == null || !"https http".contains(uri.getScheme())) {
            throw new IllegalArgumentException("a storage path must be an http or https URL");
        }
        String path = uri.getPath().replaceFirst("^/+", "");
        if (!uri.getHost().contains(".blob.")) {
            path = path.substring(path.indexOf('/') + 1);
        }
        int slash = path.indexOf('/');
        return new BlobAddress(slash < 0 ? "" : path.substring(0, slash), path.substring(slash + 1));
    }
}

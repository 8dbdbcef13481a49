package io.alertcap.api;

import java.util.Map;

/** Bytes of a file as an answer. */
public final class FileAnswer implements HttpAnswer {
    private final int status;
    private final String contentType;
    private final byte[] content;
    private final Map<String, String> headers;

    FileAnswer(int status, String contentType, byte[] content, Map<String, String> headers) {
        this.contentType = contentType;
        this.status = status;
        this.content = content.clone();
        this.headers = Map.copyOf(headers);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String contentType() {
        return contentType;
    }

    @Override
    public Map<String, String> headers() {
        return headers;
    }

    @Override
    public byte[] body() {
        return content.clone();
    }
}

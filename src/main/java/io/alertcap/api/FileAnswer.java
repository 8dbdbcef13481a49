package io.alertcap.api;

import java.util.Map;

/** Bytes of a file as an answer. */
public final class FileAnswer implements HttpAnswer {
    private final int status;
    private final byte[] content;
    private final Map<String, String> headers;

    FileAnswer(int status, byte[] content, Map<String, String> headers) {
        this.status = status;
        this.content = content.clone();
        this.headers = Map.copyOf(headers);
    }

    @Override
    public int status() {
        return status;
    }

    /** Of libpcap's files, registered at IANA. */
    @Override
    public String contentType() {
        return "application/vnd.tcpdump.pcap";
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

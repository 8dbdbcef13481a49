package io.alertcap.capture;

/**
 * A request to Azure Resource Manager, for people to read.
 *
 * @param body JSON text
 */
public record ServiceRequest(String method, String url, String body) {}

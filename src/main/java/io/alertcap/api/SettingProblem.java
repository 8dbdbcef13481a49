package io.alertcap.api;

/**
 * What is wrong with an app setting.
 *
 * @param setting its name
 * @param detail what is wrong, and what is allowed; never a secret
 */
public record SettingProblem(String setting, String detail) {}

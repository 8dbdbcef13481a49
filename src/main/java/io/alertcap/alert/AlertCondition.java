package io.alertcap.alert;

/** Whether the alert began or ended. */
public enum AlertCondition {
    FIRED,
    RESOLVED
}

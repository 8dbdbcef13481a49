package io.alertcap.alert;

/** The payload shapes that Azure Monitor posts, by the fields that tell them apart. */
public enum AlertSchema {
    /** {@code "schemaId":"azureMonitorCommonAlertSchema"}: any monitoring service. */
    COMMON,
    /** {@code "schemaId":"AzureMonitorMetricAlert"}: metric rule, common schema switched off. */
    METRIC,
    /** {@code "schemaId":"Microsoft.Insights/activityLogs"}: activity-log rule, common schema switched off. */
    ACTIVITY_LOG,
    /** {@code "schemaId":"Microsoft.Insights/LogAlert"} or none: log search rule, common schema switched off. */
    LOG_V1,
    /** No schemaId, a {@code context}: the metric alerts of 2017, retired in the public cloud. */
    CLASSIC
}

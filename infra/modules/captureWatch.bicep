// Tells of packet captures that the app did not start. Severity, look-back and technique are those of Elastic's rule
// "Azure Full Network Packet Capture Detected"; risk is here for whoever sorts by it.
// Compared with AVM insights/scheduled-query-rule 0.6.0.
param location string
param workspaceId string
param actionGroupId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-alertcap-${uniqueString(resourceGroup().id)}'
}

var foreign = replace(
  replace(loadTextContent('../foreignCaptures.kql'), '{principalId}', identity.properties.principalId),
  '{clientId}',
  identity.properties.clientId
)

resource foreignCapture 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alertcap-foreign-capture'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'Alertcap: a packet capture that is not ours'
    description: 'Somebody else started a packet capture, which may read unencrypted traffic. See docs/watch.md.'
    // Medium.
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    // The next that Azure Monitor allows above the 25 minutes of the query.
    windowSize: 'PT30M'
    // An alert of its own for each operation, which fires once and not in each of the evaluations that see it.
    autoMitigate: true
    // The table is there only when the activity log has been exported once.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: foreign
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            { name: 'CorrelationId', operator: 'Include', values: ['*'] }
            { name: 'Caller', operator: 'Include', values: ['*'] }
            { name: 'Operation', operator: 'Include', values: ['*'] }
            { name: 'Capture', operator: 'Include', values: ['*'] }
          ]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: {
      actionGroups: [actionGroupId]
      customProperties: {
        riskScore: '47'
        lookBack: 'PT25M'
        tactic: 'TA0006 Credential Access'
        technique: 'T1040 Network Sniffing'
      }
    }
  }
}

// The dead man's alarm: the app's own log says that it lives. Lost telemetry looks the same as a dead app, and is worth the
// same look.
// Compared with AVM insights/scheduled-query-rule 0.6.0.
param location string
param workspaceId string
param actionGroupId string

resource noTick 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alertcap-no-tick'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'Alertcap: nothing follows captures'
    description: 'No round of the timer has ended for 15 minutes. See docs/troubleshooting.md.'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    // The table is there only when the app has run once.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'AppTraces | where Message startswith "event=tick "'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}

resource messagesWaiting 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'alertcap-messages-waiting'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'Alertcap: messages do not arrive'
    description: 'For 15 minutes, each round of the timer has left messages unsent. See docs/troubleshooting.md.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: '''
AppTraces
| where Message startswith "event=tick "
| extend Waiting = extract("messagesWaiting=([0-9]+)", 1, Message, typeof(int))
| summarize Ticks = count(), Least = min(Waiting)
| where Ticks > 1 and Least > 0
'''
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}

// The rule of Microsoft's tutorial: TCP segments sent. The diagnostics extension that gave that metric is retired; the
// Azure Monitor Agent reads the counter on Windows. Each machine needs the agent and an association with the data collection
// rule: docs/operations.md has the two commands.
param location string
param workspaceId string

@description('Segments in a second, averaged over a minute.')
param segmentsPerSecond int

param actionGroupId string

resource collection 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'dcr-alertcap-tcp-segments'
  location: location
  kind: 'Windows'
  properties: {
    description: 'TCP segments sent, each minute.'
    dataSources: {
      performanceCounters: [
        {
          name: 'tcp-segments'
          streams: ['Microsoft-Perf']
          samplingFrequencyInSeconds: 60
          counterSpecifiers: ['\\TCPv4\\Segments Sent/sec']
        }
      ]
    }
    destinations: {
      logAnalytics: [{ name: 'workspace', workspaceResourceId: workspaceId }]
    }
    dataFlows: [{ streams: ['Microsoft-Perf'], destinations: ['workspace'] }]
  }
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'tcp-segments-sent-exceeded'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'TCP_Segments_Sent_Exceeded'
    description: 'TCP segments sent exceeded threshold. Starts a packet capture.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    // The table is there only when the first machine has sent something.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: '''
Perf
| where ObjectName == "TCPv4" and CounterName == "Segments Sent/sec"
| summarize Segments = avg(CounterValue) by _ResourceId, bin(TimeGenerated, 1m)
'''
          timeAggregation: 'Maximum'
          metricMeasureColumn: 'Segments'
          // Splits the alert by machine, and makes the machine its target: without it, nobody could tell what to capture.
          resourceIdColumn: '_ResourceId'
          operator: 'GreaterThan'
          threshold: segmentsPerSecond
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}

output dataCollectionRuleId string = collection.id

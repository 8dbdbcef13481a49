// The subscription's activity log, into the workspace: the only place that says who started a packet capture.
// A subscription can have five such settings.
targetScope = 'subscription'

param environmentName string
param workspaceId string

resource export 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'alertcap-${environmentName}'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Administrative', enabled: true }]
  }
}

// A sample: machines that send unusually much, any machine of a region within the scopes. One rule for each region, as
// Azure Monitor wants it. Can be deployed by itself into a resource group of another subscription with machines.
// Compared with AVM insights/metric-alert 0.4.1.
param regions string[]

@description('A subscription or resource groups of it.')
param scopes string[]

@description('Bytes of one machine within 5 minutes.')
param networkOutBytes int

param actionGroupId string

resource networkOut 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for region in regions: {
    name: 'network-out-high-${region}'
    location: 'global'
    properties: {
      description: 'A machine in ${region} sent more than ${networkOutBytes} bytes within 5 minutes. Starts a packet capture.'
      severity: 2
      enabled: true
      scopes: scopes
      targetResourceType: 'Microsoft.Compute/virtualMachines'
      targetResourceRegion: region
      evaluationFrequency: 'PT1M'
      windowSize: 'PT5M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'network-out'
            metricNamespace: 'Microsoft.Compute/virtualMachines'
            metricName: 'Network Out Total'
            operator: 'GreaterThan'
            threshold: networkOutBytes
            timeAggregation: 'Total'
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]

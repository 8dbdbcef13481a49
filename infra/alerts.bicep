// What calls the app: an action group, sample rules that use it, and the alerts about the app itself. A second deployment,
// into the app's resource group, because an action group holds a function's key, and that exists only when the code is there.
import { secureWebhook } from 'types.bicep'

param functionAppName string
param location string = resourceGroup().location

@description('The workspace that the app\'s telemetry goes to.')
param workspaceId string

@description('Regions with machines: a metric rule over many machines covers one region.')
param regions string[]

@description('Where the sample rule looks for machines: this subscription, or resource groups of it.')
param machineScopes string[] = [subscription().id]

@description('How the action group calls the app.')
param delivery 'function' | 'webhook' | 'secureWebhook' = 'function'

@description('The app registration that the tokens of a secure webhook are for. Needed with delivery secureWebhook.')
param entra secureWebhook?

@description('Name of the key of the function ReceiveAlert that the action group gets. Its own key, default, opens that one function only.')
param keyName string = 'default'

@description('The key itself. Left out, it is read from the app.')
@secure()
param functionKey string = ''

@description('Mail addresses of people who hear of each alert that starts a capture, and when the app fails.')
param people string[] = []

@description('Whether the sample rule on outgoing traffic is made.')
param networkOutRule bool = true

@description('Outgoing bytes of one machine within 5 minutes above which the sample rule fires.')
param networkOutBytes int = 1000000000

@description('Whether the rule of Microsoft\'s tutorial is made: TCP segments sent, of Windows machines with the Azure Monitor Agent.')
param tcpSegmentsRule bool = false

@description('TCP segments in a second above which that rule fires.')
param tcpSegmentsPerSecond int = 100

@description('Whether the rule on packet captures that the app did not start is made. It reads the activity log in the workspace.')
param foreignCaptureRule bool = false

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource receiveAlert 'Microsoft.Web/sites/functions@2025-03-01' existing = {
  parent: app
  name: 'ReceiveAlert'
}

module actionGroups 'modules/actionGroups.bicep' = {
  name: 'alertcap-action-groups'
  params: {
    functionAppId: app.id
    functionName: receiveAlert.name
    url: 'https://${app.properties.defaultHostName}/api/alerts'
    key: empty(functionKey) ? receiveAlert.listKeys()[keyName] : functionKey
    delivery: delivery
    entra: entra
    people: people
  }
}

module machineRules 'modules/machineRules.bicep' = if (networkOutRule) {
  name: 'alertcap-machine-rules'
  params: {
    regions: regions
    scopes: machineScopes
    networkOutBytes: networkOutBytes
    actionGroupId: actionGroups.outputs.captureId
  }
}

module tcpSegments 'modules/tcpSegments.bicep' = if (tcpSegmentsRule) {
  name: 'alertcap-tcp-segments'
  params: {
    location: location
    workspaceId: workspaceId
    segmentsPerSecond: tcpSegmentsPerSecond
    actionGroupId: actionGroups.outputs.captureId
  }
}

module appRules 'modules/appRules.bicep' = {
  name: 'alertcap-app-rules'
  params: {
    location: location
    workspaceId: workspaceId
    actionGroupId: actionGroups.outputs.operatorsId
  }
}

// To operators: the group that captures would be told of captures, and start none for it.
module captureWatch 'modules/captureWatch.bicep' = if (foreignCaptureRule) {
  name: 'alertcap-capture-watch'
  params: {
    location: location
    workspaceId: workspaceId
    actionGroupId: actionGroups.outputs.operatorsId
  }
}

output ACTION_GROUP_ID string = actionGroups.outputs.captureId

@description('For the data collection rule association of each machine; empty without that rule.')
output DATA_COLLECTION_RULE_ID string = tcpSegmentsRule ? tcpSegments!.outputs.dataCollectionRuleId : ''

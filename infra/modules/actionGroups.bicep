// Two groups, because what goes wrong with the app must not start a capture.
// Compared with AVM insights/action-group 0.8.0.
import { secureWebhook } from '../types.bicep'

param functionAppId string
param functionName string

@description('Where alerts are posted.')
param url string

@description('Opens the function. Whoever may read the action group can read it.')
@secure()
param key string

param delivery 'function' | 'webhook' | 'secureWebhook'
param entra secureWebhook?
param people string[]

var address = '${url}?code=${key}'
var mails = [
  for (mail, i) in people: {
    name: 'person-${i}'
    emailAddress: mail
    useCommonAlertSchema: true
  }
]

resource capture 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-alertcap-capture'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'alertcap'
    azureFunctionReceivers: delivery == 'function'
      ? [
          {
            name: 'alertcap'
            functionAppResourceId: functionAppId
            functionName: functionName
            httpTriggerUrl: address
            useCommonAlertSchema: true
          }
        ]
      : []
    webhookReceivers: delivery == 'webhook'
      ? [
          {
            name: 'alertcap'
            serviceUri: address
            useCommonAlertSchema: true
          }
        ]
      : delivery == 'secureWebhook'
          ? [
              {
                name: 'alertcap'
                serviceUri: address
                useCommonAlertSchema: true
                useAadAuth: true
                objectId: entra!.objectId
                identifierUri: entra!.identifierUri
                tenantId: entra!.tenantId
              }
            ]
          : []
    emailReceivers: mails
  }
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-alertcap-operators'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'alertcap-ops'
    emailReceivers: mails
  }
}

output captureId string = capture.id
output operatorsId string = operators.id

// Alertcap in one subscription: the function app, its memory, an account for capture files in each region, and the least
// rights to take captures. Deploying it needs the right to make role definitions and assignments at the subscription
// (Owner, or Contributor with User Access Administrator).
targetScope = 'subscription'

import { captureAccountsByRegion, captureSettings, messageSettings } from 'types.bicep'

@description('Names this installation. It is part of the names of its resource group and of its roles.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Where the app runs. The machines may be in other regions.')
@metadata({ azd: { type: 'location' } })
param location string

@description('The app is built for 17 and tested on 17.')
param javaVersion '17' | '21' = '17'

@description('The regions whose machines are captured, each with its account for capture files. Name regions as Azure does in ids: westeurope.')
param captureAccounts captureAccountsByRegion = {
  '${location}': { sku: 'Standard_LRS', retentionDays: 30 }
}

@description('Resource groups of this subscription whose machines may be captured; none means all of the subscription.')
param machineResourceGroups string[] = []

@description('The resource group of the Network Watchers. It must exist; Azure makes this one with the first virtual network.')
param networkWatcherResourceGroup string = 'NetworkWatcherRG'

@description('Whether the app may create the Network Watcher of a region that has none.')
param createWatchers bool = false

@description('Whether the app may read the keys of the accounts for capture files. Only if captures fail without it: see docs/live-checks.md.')
param grantListKeys bool = false

@description('How often captures are followed up, six-field NCRONTAB.')
param monitorSchedule string = '*/30 * * * * *'

@description('Instances of the HTTP functions that are kept warm. One takes away the cold start, and is billed.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Further settings of the app.')
param settings captureSettings = {}

@description('Where messages go.')
@secure()
param messages messageSettings?

var tags = { 'azd-env-name': environmentName }
var captureContainer = 'captures'
var stateContainer = 'alertcap'
var machineScopes = empty(machineResourceGroups)
  ? [subscription().id]
  : map(machineResourceGroups, name => '${subscription().id}/resourceGroups/${name}')

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-alertcap-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'alertcap-identity'
  scope: group
  params: {
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'alertcap-monitoring'
  scope: group
  params: {
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module hostStorage 'modules/hostStorage.bicep' = {
  name: 'alertcap-host-storage'
  scope: group
  params: {
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    stateContainer: stateContainer
  }
}

module captureStorage 'modules/captureStorage.bicep' = [
  for account in items(captureAccounts): {
    name: 'alertcap-captures-${account.key}'
    scope: group
    params: {
      location: account.key
      tags: tags
      sku: account.value.sku
      retentionDays: account.value.retentionDays
      container: captureContainer
      principalId: identity.outputs.principalId
      destinationRoleId: roles.outputs.ids.destination
      workspaceId: monitoring.outputs.workspaceId
    }
  }
]

module functionApp 'modules/functionApp.bicep' = {
  name: 'alertcap-app'
  scope: group
  params: {
    location: location
    tags: tags
    javaVersion: javaVersion
    alwaysReadyInstances: alwaysReadyInstances
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    blobEndpoint: hostStorage.outputs.blobEndpoint
    packageContainer: hostStorage.outputs.packageContainer
    telemetryConnection: monitoring.outputs.connectionString
    storageAccounts: [
      for (account, i) in items(captureAccounts): '${account.key}=${captureStorage[i].outputs.id}'
    ]
    scopes: machineScopes
    monitorSchedule: monitorSchedule
    stateContainer: stateContainer
    captureContainer: captureContainer
    createWatcherIn: createWatchers ? networkWatcherResourceGroup : ''
    settings: settings
    messages: messages ?? {}
  }
}

module roles 'modules/roleDefinitions.bicep' = {
  name: 'alertcap-roles'
  params: {
    environmentName: environmentName
    requested: concat(createWatchers ? ['operator'] : [], grantListKeys ? ['destination'] : [])
  }
}

module operate 'modules/groupRole.bicep' = {
  name: 'alertcap-operator'
  scope: resourceGroup(networkWatcherResourceGroup)
  params: {
    principalId: identity.outputs.principalId
    roleId: roles.outputs.ids.operator
  }
}

module findWatchers 'modules/subscriptionRole.bicep' = {
  name: 'alertcap-watcher-finder'
  params: {
    principalId: identity.outputs.principalId
    roleId: roles.outputs.ids.watcherFinder
  }
}

module readAllMachines 'modules/subscriptionRole.bicep' = if (empty(machineResourceGroups)) {
  name: 'alertcap-target-reader'
  params: {
    principalId: identity.outputs.principalId
    roleId: roles.outputs.ids.targetReader
  }
}

module readMachines 'modules/groupRole.bicep' = [
  for (name, i) in machineResourceGroups: {
    name: 'alertcap-target-reader-${i}'
    scope: resourceGroup(name)
    params: {
      principalId: identity.outputs.principalId
      roleId: roles.outputs.ids.targetReader
    }
  }
]

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = functionApp.outputs.name
output AZURE_FUNCTION_URL string = functionApp.outputs.url
output AZURE_FUNCTION_PRINCIPAL_ID string = identity.outputs.principalId

// Alertcap: the function app, its memory, an account for capture files in each region, and the least rights to take
// captures. Deploying it needs the right to make role definitions and assignments in each subscription named (Owner, or
// Contributor with User Access Administrator). What calls the app, alerts.bicep, follows when its code is there.
targetScope = 'subscription'

import {
  captureAccountsByRegion
  captureSettings
  machineSubscription
  secretSetting
  secureWebhook
} from 'types.bicep'

@description('Names this installation. It is part of the names of its resource group and of its roles.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Where the app runs. The machines may be in other regions.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Tags of every resource that can have some.')
param extraTags object = {}

// ---- what is captured -----------------------------------------------------------------------------------------------

@description('The regions whose machines are captured, each with its account for capture files. Name regions as Azure does in ids: westeurope.')
param captureAccounts captureAccountsByRegion = {
  '${location}': { sku: 'Standard_LRS', retentionDays: 30 }
}

@description('The subscriptions whose machines may be captured.')
param subscriptions machineSubscription[] = [
  { subscriptionId: subscription().subscriptionId }
]

@description('The resource group of the Network Watchers, in each of the subscriptions. It must exist; Azure makes this one with the first virtual network.')
param networkWatcherResourceGroup string = 'NetworkWatcherRG'

@description('Whether the app may create the Network Watcher of a region that has none.')
param createWatchers bool = false

@description('Whether the app installs Network Watcher\'s extension on a machine without it, when an alert wants a capture. That changes the machine, and can warn an intruder.')
param installAgents bool = false

@description('Whether the app may read the keys of the accounts for capture files. Only if captures fail without it: see docs/live-checks.md.')
param grantListKeys bool = false

@description('Let the doctor ask IP flow verify whether security rules keep a machine from what the capture agent needs.')
param verifyFlows bool = false

@description('Let the doctor read the alert rules of the subscriptions, to say which machines those that call the app can hit.')
param readAlertRules bool = false

@description('Whether the app may delete capture files: when an operator asks for it twice, and by ALERTCAP_FILE_RETENTION. Nothing else needs it.')
param fileDeletion bool = false

@description('Whether the administrative activity log of the subscriptions goes to the workspace. It says who starts packet captures.')
param exportActivityLog bool = true

// ---- the app --------------------------------------------------------------------------------------------------------

@description('The app is built for 17 and tested on 17.')
param javaVersion '17' | '21' = '17'

@description('How often captures are followed up, six-field NCRONTAB.')
param monitorSchedule string = '*/30 * * * * *'

@description('Instances of the HTTP functions that are kept warm. One takes away the cold start, and is billed.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('The most instances that an alert storm may start.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('The app registration whose tokens alerts must carry beside the key. Deploy alerts.bicep with delivery secureWebhook and the same value first.')
param entra secureWebhook?

@description('Further settings of the app.')
param settings captureSettings = {}

@description('Settings that are secrets, and in use. Their values lie in the Key Vault.')
param secrets secretSetting[] = []

@description('Values of secrets, by the setting\'s name, to be written into the Key Vault now. Leave out those that are there.')
@secure()
param secretValues object?

@description('Whether nobody can purge the Key Vault for 7 days after its deletion. Cannot be taken back.')
param purgeProtection bool = false

// ---- who deploys code -----------------------------------------------------------------------------------------------

@description('OWNER/NAME of the GitHub repository whose workflow deploys the code; empty for none.')
param githubRepository string = ''

var tags = union(extraTags, { 'azd-env-name': environmentName })
var captureContainer = 'captures'
var stateContainer = 'alertcap'
var requests = concat(
  createWatchers ? ['createWatchers'] : [],
  grantListKeys ? ['grantListKeys'] : [],
  verifyFlows ? ['verifyFlows'] : [],
  readAlertRules ? ['readAlertRules'] : []
)
var machineScopes = flatten(map(
  subscriptions,
  each =>
    empty(each.?resourceGroups ?? [])
      ? ['/subscriptions/${each.subscriptionId}']
      : map(each.?resourceGroups ?? [], name => '/subscriptions/${each.subscriptionId}/resourceGroups/${name}')
))

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

module keyVault 'modules/keyVault.bicep' = {
  name: 'alertcap-key-vault'
  scope: group
  params: {
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    secrets: secrets
    secretValues: secretValues ?? {}
    purgeProtection: purgeProtection
  }
}

module destinationRole 'modules/roleDefinitions.bicep' = {
  name: 'alertcap-destination-role'
  params: {
    environmentName: environmentName
    names: ['destination']
    requests: requests
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
      immutableDays: account.value.?immutableDays ?? 0
      deletionLock: account.value.?deletionLock ?? false
      fileDeletion: fileDeletion
      container: captureContainer
      principalId: identity.outputs.principalId
      destinationRoleId: destinationRole.outputs.ids.destination
      workspaceId: monitoring.outputs.workspaceId
    }
  }
]

module machineAccess 'modules/machineAccess.bicep' = [
  for each in subscriptions: {
    name: 'alertcap-access-${each.subscriptionId}'
    scope: subscription(each.subscriptionId)
    params: {
      environmentName: environmentName
      principalId: identity.outputs.principalId
      requests: requests
      watcherResourceGroup: networkWatcherResourceGroup
      newWatchers: each.?newWatchers ?? []
      installAgents: installAgents
      resourceGroups: each.?resourceGroups ?? []
      activityLogWorkspaceId: exportActivityLog ? monitoring.outputs.workspaceId : ''
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
    maximumInstances: maximumInstances
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
    // By its name: alerts.bicep makes it later.
    actionGroups: readAlertRules ? ['${group.id}/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture'] : []
    installAgents: installAgents
    entra: entra
    settings: settings
    secrets: secrets
    vaultUri: keyVault.outputs.uri
  }
}

module deployIdentity 'modules/deployIdentity.bicep' = if (!empty(githubRepository)) {
  name: 'alertcap-deploy-identity'
  scope: group
  params: {
    location: location
    tags: tags
    appName: functionApp.outputs.name
    repository: githubRepository
    environmentOfJob: 'production'
  }
}

// azd makes each output a variable of its environment. None begins with ALERTCAP_: the app takes those for settings.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = functionApp.outputs.name
output AZURE_FUNCTION_URL string = functionApp.outputs.url
output AZURE_FUNCTION_PRINCIPAL_ID string = identity.outputs.principalId
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name

@description('What GitHub Actions signs in as: the variable AZURE_CLIENT_ID of its environment.')
output DEPLOY_CLIENT_ID string = empty(githubRepository) ? '' : deployIdentity!.outputs.clientId

// What alerts.bicepparam reads.
output WORKSPACE_ID string = monitoring.outputs.workspaceId
output MACHINE_REGIONS string = join(map(items(captureAccounts), account => account.key), ',')

@description('Where alerts are posted, without the key.')
output WEBHOOK_URL string = '${functionApp.outputs.url}/api/alerts'

@description('The second step without azd, when the code is there: points an action group and the sample rules at the app.')
output WIRE_ALERTS string = 'AZURE_FUNCTION_NAME=${functionApp.outputs.name} WORKSPACE_ID=${monitoring.outputs.workspaceId} MACHINE_REGIONS=${join(map(items(captureAccounts), account => account.key), ',')} az deployment group create --subscription ${subscription().subscriptionId} --resource-group ${group.name} --template-file infra/alerts.bicep --parameters infra/alerts.bicepparam'

@description('Posts a sample alert that starts nothing. The key goes from az to curl, and is on no command line.')
output DRY_RUN string = 'az functionapp function keys list --subscription ${subscription().subscriptionId} --resource-group ${group.name} --name ${functionApp.outputs.name} --function-name ReceiveAlert --query "join(\': \', [\'x-functions-key\', default])" --output tsv | curl -sS -H @- -H "Content-Type: application/json" -d @src/local/alerts/network-out-high.json "${functionApp.outputs.url}/api/alerts?dryRun=true"'

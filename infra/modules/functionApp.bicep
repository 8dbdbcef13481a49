// The Flex Consumption plan and the app.
// Compared with AVM web/serverfarm 0.7.0 and web/site 0.24.0, and with the Java sample for Flex Consumption of Azure-Samples.
import { captureSettings, secretSetting, secureWebhook } from '../types.bicep'

param location string
param tags object
param javaVersion string
param alwaysReadyInstances int
param maximumInstances int
param identityId string
param clientId string
param blobEndpoint string
param packageContainer string
param telemetryConnection string

@description('region=account id')
param storageAccounts string[]

@description('Subscriptions and resource groups whose machines may be captured.')
param scopes string[]

param monitorSchedule string
param stateContainer string
param captureContainer string

@description('Resource group for a Network Watcher that is missing; empty to create none.')
param createWatcherIn string

@description('Action groups that call the app; none if the doctor is not to look for their alert rules.')
param actionGroups string[]

@description('Whether the capture agent is installed on machines without it.')
param installAgents bool

@description('Whose tokens alerts must carry beside the key; null where the key is enough.')
param entra secureWebhook?

param settings captureSettings

@description('Settings that are references to the vault.')
param secrets secretSetting[]

@description('Ends in a slash.')
param vaultUri string

var suffix = uniqueString(resourceGroup().id)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-alertcap-${suffix}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: 'func-alertcap-${suffix}'
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'java', version: javaVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyInstances }]
      }
    }
  }
}

// One place for all of them: this resource replaces the whole set at each deployment.
resource appSettings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(
    {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: clientId
      AzureWebJobsStorage__blobServiceUri: blobEndpoint
      AZURE_CLIENT_ID: clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: telemetryConnection
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
      ALERTCAP_CREDENTIAL: 'managedIdentity'
      ALERTCAP_ARM_ENDPOINT: environment().resourceManager
      ALERTCAP_BLOB_ENDPOINT: 'https://{account}.blob.${environment().suffixes.storage}'
      ALERTCAP_STATE_CONTAINER: stateContainer
      ALERTCAP_CAPTURE_CONTAINER: captureContainer
      ALERTCAP_STORAGE_ACCOUNTS: join(storageAccounts, ',')
      ALERTCAP_SCOPES: join(scopes, ',')
      ALERTCAP_MONITOR_SCHEDULE: monitorSchedule
    },
    empty(createWatcherIn) ? {} : { ALERTCAP_CREATE_WATCHER_IN: createWatcherIn },
    empty(actionGroups) ? {} : { ALERTCAP_ACTION_GROUPS: join(actionGroups, ',') },
    installAgents ? { ALERTCAP_AGENT_INSTALL: 'ifMissing' } : {},
    entra == null
      ? {}
      : {
          ALERTCAP_SECURE_WEBHOOK: '${entra!.tenantId}=${entra!.identifierUri}'
          ALERTCAP_ENTRA_AUTHORITY: environment().authentication.loginEndpoint
        },
    settings,
    // Without a version, so that a new value is taken without a deployment.
    toObject(
      secrets,
      name => name,
      name => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${replace(name, '_', '-')})'
    )
  )
}

// No publishing by user name and password.
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = [
  for way in ['scm', 'ftp']: {
    parent: app
    name: way
    properties: { allow: false }
  }
]

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'

// The app's few secrets. The app reads them by its identity, through references in its settings; nobody else is let in here.
// Compared with AVM key-vault/vault.
import { secretSetting } from '../types.bicep'

param location string
param tags object
param principalId string
param workspaceId string

@description('Settings that the vault holds.')
param secrets secretSetting[]

@description('Values to write now, by the setting\'s name. A setting without one must lie in the vault already.')
@secure()
param secretValues object

@description('Whether nobody can purge the vault in the days after its deletion. Cannot be taken back.')
param purgeProtection bool

// Key Vault Secrets User: reads secrets, and changes none.
var secretsUser = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '4633458b-17de-408a-b874-0445c86b69e6'
)

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: 'kv-${uniqueString(resourceGroup().id)}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    enablePurgeProtection: purgeProtection ? true : null
    networkAcls: { defaultAction: 'Allow', bypass: 'AzureServices' }
  }
}

resource values 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [
  for name in filter(secrets, name => contains(secretValues, name)): {
    parent: vault
    name: replace(name, '_', '-')
    properties: { value: secretValues[name] }
  }
]

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}

// Who read a secret, and who changed one.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri

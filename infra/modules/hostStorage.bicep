// The Functions host's account: the app's package, the host's leases and keys, and the ledger. By identity only.
// Compared with AVM storage/storage-account 0.33.0.
//
// Neither versioning nor soft delete: the ledger is overwritten at every step and every tick, and each overwrite would be
// kept. Its history is in the records.
param location string
param tags object
param principalId string

@description('Container of the ledger.')
param stateContainer string

var packages = 'app-package'

// The host makes containers of its own and takes leases, which needs Owner; the ledger's container is covered by it.
var blobDataOwner = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
)

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'sthost${uniqueString(resourceGroup().id)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: { defaultAction: 'Allow', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: packages
}

resource state 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: stateContainer
}

// Apart from the ledger, so that it can be made immutable: docs/evidence.md. The app knows it by the ledger's name.
resource cases 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: '${stateContainer}-cases'
}

resource mayUse 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, blobDataOwner)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataOwner
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
output packageContainer string = package.name

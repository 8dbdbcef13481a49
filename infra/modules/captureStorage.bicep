// The account that takes the capture files of one region, and nothing else.
// Compared with AVM storage/storage-account 0.33.0.
//
// Shared key stays on: Network Watcher signs the agent's upload with a shared access signature, and has no way to write by
// identity. The app holds no key; it reads files by its identity.
param location string
param tags object
param sku string

@description('Days after which a capture file is deleted.')
param retentionDays int

@description('Days in which a capture file can be neither changed nor deleted; 0 sets no such policy.')
param immutableDays int

param deletionLock bool

@description('Container of the capture files.')
param container string

param principalId string

@description('Whether the app may delete capture files, when an operator asks for it twice and by ALERTCAP_FILE_RETENTION.')
param fileDeletion bool

param destinationRoleId string
param workspaceId string

var blobDataReader = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
)

var blobDataContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'ba92f5b4-2d11-453d-a403-e99b0b8f0e4f'
)

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: 'stcap${uniqueString(resourceGroup().id, location)}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: true
    sasPolicy: { expirationAction: 'Log', sasExpirationPeriod: '1.00:00:00' }
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    encryption: { keySource: 'Microsoft.Storage', requireInfrastructureEncryption: true }
    // The agent in the machine uploads, so the machine's network must get through.
    networkAcls: { defaultAction: 'Allow', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 7 }
    containerDeleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource captures 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: container
}

// Not locked. Whether Network Watcher's agent writes each blob once only, as this demands, is not known: docs/live-checks.md.
resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (immutableDays > 0) {
  parent: captures
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: immutableDays
    allowProtectedAppendWrites: false
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deletionLock) {
  name: 'evidence'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds capture files.'
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'delete-old-captures'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: max(retentionDays, immutableDays + 1) } } }
          }
        }
      ]
    }
  }
}

// Who read a capture, and who deleted one.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'evidence'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, blobDataReader)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataReader
  }
}

resource mayDelete 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (fileDeletion) {
  name: guid(account.id, principalId, blobDataContributor)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataContributor
  }
}

resource mayAim 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, destinationRoleId)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: destinationRoleId
  }
}

output id string = account.id

// The app's one identity. User-assigned, so that its rights are there before the app first starts.
// Compared with AVM managed-identity/user-assigned-identity 0.6.0.
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-alertcap-${uniqueString(resourceGroup().id)}'
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId

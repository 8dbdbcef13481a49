// Who may deploy code from GitHub Actions: jobs of one environment of one repository, without a secret.
// Compared with AVM managed-identity/user-assigned-identity 0.6.0.
param location string
param tags object
param appName string

@description('OWNER/NAME')
param repository string

@description('The environment of the job, as in .github/workflows/deploy.yml.')
param environmentOfJob string

// Website Contributor, on the app only: deploys code and changes the app, and grants nothing.
var websiteContributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  'de139f84-1756-47ae-9be6-808fbbe84772'
)

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-deploy-alertcap-${uniqueString(resourceGroup().id)}'
  location: location
  tags: tags
}

resource github 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: identity
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    audiences: ['api://AzureADTokenExchange']
    subject: 'repo:${repository}:environment:${environmentOfJob}'
  }
}

resource mayDeploy 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(app.id, identity.id, websiteContributor)
  scope: app
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: websiteContributor
  }
}

output clientId string = identity.properties.clientId

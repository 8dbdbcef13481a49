using '../main.bicep'

// One region, one resource group with machines, a message to Teams.
param environmentName = 'shop'
param location = 'westeurope'
param captureAccounts = {
  westeurope: { sku: 'Standard_LRS', retentionDays: 30 }
}
param subscriptions = [
  {
    subscriptionId: '00000000-0000-0000-0000-000000000001'
    resourceGroups: ['rg-shop']
  }
]
param settings = {
  ALERTCAP_CAPTURE_DURATION: 'PT10M'
}
param secrets = ['ALERTCAP_TEAMS_URL']
// Only at the first deployment: afterwards the value lies in the Key Vault, and this may be taken away.
param secretValues = {
  ALERTCAP_TEAMS_URL: readEnvironmentVariable('TEAMS_URL')
}

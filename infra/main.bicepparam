using 'main.bicep'

// azd fills these in; without azd, set the two variables yourself.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

// The usual next ones, with their defaults in main.bicep:
//
// param captureAccounts = {
//   westeurope: { sku: 'Standard_LRS', retentionDays: 30 }
//   northeurope: { sku: 'Standard_LRS', retentionDays: 30 }
// }
// param machineResourceGroups = ['rg-shop', 'rg-mail']
// param settings = { ALERTCAP_CAPTURE_DURATION: 'PT10M' }
// param messages = { ALERTCAP_TEAMS_URL: '@Microsoft.KeyVault(SecretUri=…)' }

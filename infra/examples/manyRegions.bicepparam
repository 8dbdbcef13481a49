using '../main.bicep'

// Three regions, two subscriptions, evidence that cannot be changed for 90 days in one of them, no cold start, and code
// that GitHub Actions deploys.
param environmentName = 'estate'
param location = 'westeurope'
param extraTags = { owner: 'platform', costCenter: '4711' }
param captureAccounts = {
  westeurope: { sku: 'Standard_ZRS', retentionDays: 180, immutableDays: 90, deletionLock: true }
  northeurope: { sku: 'Standard_LRS', retentionDays: 30 }
  centralus: { sku: 'Standard_LRS', retentionDays: 30 }
}
param subscriptions = [
  { subscriptionId: '00000000-0000-0000-0000-000000000001' }
  {
    subscriptionId: '00000000-0000-0000-0000-000000000002'
    resourceGroups: ['rg-shop', 'rg-mail']
    newWatchers: ['centralus']
  }
]
param alwaysReadyInstances = 1
param settings = {
  ALERTCAP_CAPTURE_LIMIT: '50'
  ALERTCAP_AT_LIMIT: 'preempt'
  ALERTCAP_MAX_DURATION: 'PT30M'
}
// Set with: az keyvault secret set --vault-name VAULT --name ALERTCAP-SLACK-URL --file FILE
param secrets = ['ALERTCAP_SLACK_URL']
param purgeProtection = true
param githubRepository = 'example/alertcap'

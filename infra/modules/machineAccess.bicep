// What the app may do in one subscription with machines: find the Network Watchers, take captures with them, and look at
// the machines. Custom roles are made in each subscription, so that none is known where it is not used.
targetScope = 'subscription'

param environmentName string
param principalId string

@description('What is granted on request: keys under onRequest in roles.json.')
param requests string[]

@description('Resource group of the Network Watchers. It must exist.')
param watcherResourceGroup string

@description('Regions whose Network Watcher is made here.')
param newWatchers string[]

@description('Resource groups whose machines may be captured; none means all of the subscription.')
param resourceGroups string[]

@description('Whether the app may install the capture agent on machines without it.')
param installAgents bool

@description('Workspace that gets the activity log; empty to export none.')
param activityLogWorkspaceId string

module roles 'roleDefinitions.bicep' = {
  name: 'alertcap-roles'
  params: {
    environmentName: environmentName
    names: ['operator', 'watcherFinder', 'targetReader']
    requests: requests
  }
}

module watchers 'networkWatchers.bicep' = if (!empty(newWatchers)) {
  name: 'alertcap-watchers'
  scope: resourceGroup(watcherResourceGroup)
  params: {
    regions: newWatchers
  }
}

module operate 'groupRole.bicep' = {
  name: 'alertcap-operator'
  scope: resourceGroup(watcherResourceGroup)
  params: {
    principalId: principalId
    roleId: roles.outputs.ids.operator
  }
}

module findWatchers 'subscriptionRole.bicep' = {
  name: 'alertcap-watcher-finder'
  params: {
    principalId: principalId
    roleId: roles.outputs.ids.watcherFinder
  }
}

module readAllMachines 'subscriptionRole.bicep' = if (empty(resourceGroups)) {
  name: 'alertcap-target-reader'
  params: {
    principalId: principalId
    roleId: roles.outputs.ids.targetReader
  }
}

module readMachines 'groupRole.bicep' = [
  for (name, i) in resourceGroups: {
    name: 'alertcap-target-reader-${i}'
    scope: resourceGroup(name)
    params: {
      principalId: principalId
      roleId: roles.outputs.ids.targetReader
    }
  }
]

// A definition of its own, so that without the setting no role has the right to change a machine.
module installerRole 'roleDefinitions.bicep' = if (installAgents) {
  name: 'alertcap-agent-installer-role'
  params: {
    environmentName: environmentName
    names: ['agentInstaller']
    requests: []
  }
}

module installOnAllMachines 'subscriptionRole.bicep' = if (installAgents && empty(resourceGroups)) {
  name: 'alertcap-agent-installer'
  params: {
    principalId: principalId
    roleId: installerRole!.outputs.ids.agentInstaller
  }
}

module installOnMachines 'groupRole.bicep' = [
  for (name, i) in resourceGroups: if (installAgents) {
    name: 'alertcap-agent-installer-${i}'
    scope: resourceGroup(name)
    params: {
      principalId: principalId
      roleId: installerRole!.outputs.ids.agentInstaller
    }
  }
]

module activityLog 'activityLogExport.bicep' = if (!empty(activityLogWorkspaceId)) {
  name: 'alertcap-activity-log'
  params: {
    environmentName: environmentName
    workspaceId: activityLogWorkspaceId
  }
}

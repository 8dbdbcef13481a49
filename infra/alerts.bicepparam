using 'alerts.bicep'

// Outputs of main.bicep. azd hands them to the hook in azure.yaml; without azd, set them as WIRE_ALERTS does.
param functionAppName = readEnvironmentVariable('AZURE_FUNCTION_NAME')
param workspaceId = readEnvironmentVariable('WORKSPACE_ID')
param regions = split(readEnvironmentVariable('MACHINE_REGIONS'), ',')

// The usual next ones, with their defaults in alerts.bicep:
//
// param people = ['oncall@example.com']
// param networkOutBytes = 5000000000
// param tcpSegmentsRule = true
// param foreignCaptureRule = true

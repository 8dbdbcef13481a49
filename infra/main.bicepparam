using 'main.bicep'

// azd fills these in; without azd, set the two variables yourself.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

// All others have a default. examples/oneRegion.bicepparam and examples/manyRegions.bicepparam show them in use; copy from
// there what you need.

// The Network Watchers of regions that have none. Azure makes them itself with the first virtual network of a region,
// unless the subscription has opted out, and allows one in a region.
// Compared with AVM network/network-watcher 0.5.1.
param regions string[]

resource watchers 'Microsoft.Network/networkWatchers@2025-03-01' = [
  for region in regions: {
    name: 'NetworkWatcher_${region}'
    location: region
    properties: {}
  }
]

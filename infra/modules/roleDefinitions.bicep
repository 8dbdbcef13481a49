// The custom roles of ../roles.json. Their ids come from the environment's name, so that deploying again changes them in
// place; their titles carry it too, because a title is unique in the whole tenant.
targetScope = 'subscription'

param environmentName string

@description('The roles that also get what roles.json lists under onRequest.')
param requested string[]

var roles = loadJsonContent('../roles.json')
var suffix = take(uniqueString(subscription().id, environmentName), 5)

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for role in items(roles): {
    name: guid(subscription().id, 'alertcap', environmentName, role.key)
    properties: {
      roleName: 'Alertcap ${role.value.title} (${environmentName} ${suffix})'
      description: role.value.description
      type: 'CustomRole'
      permissions: [
        {
          actions: concat(role.value.actions, contains(requested, role.key) ? role.value.onRequest : [])
          notActions: []
          dataActions: []
          notDataActions: []
        }
      ]
      assignableScopes: [subscription().id]
    }
  }
]

@description('Role definition ids by the keys of roles.json.')
output ids object = toObject(
  items(roles),
  role => role.key,
  role =>
    subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      guid(subscription().id, 'alertcap', environmentName, role.key)
    )
)

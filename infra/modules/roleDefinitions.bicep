// The custom roles of ../roles.json. Their ids come from the environment's name, so that deploying again changes them in
// place; their titles carry it too, because a title is unique in the whole tenant.
targetScope = 'subscription'

param environmentName string

@description('The roles of roles.json that are defined here.')
param names string[]

@description('What is granted on request: keys under onRequest in roles.json.')
param requests string[]

// Roles differ in what they have under onRequest, which is why their type is left open. notCalled is for the tests only.
var all = any(loadJsonContent('../roles.json'))
var roles = filter(items(all), role => contains(names, role.key))
var suffix = take(uniqueString(subscription().id, environmentName), 5)

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for role in roles: {
    name: guid(subscription().id, 'alertcap', environmentName, role.key)
    properties: {
      roleName: 'Alertcap ${role.value.title} (${environmentName} ${suffix})'
      description: role.value.description
      type: 'CustomRole'
      permissions: [
        {
          actions: concat(
            role.value.actions,
            flatten(map(
              filter(items(role.value.onRequest), request => contains(requests, request.key)),
              request => request.value
            ))
          )
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
  roles,
  role => role.key,
  role =>
    subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      guid(subscription().id, 'alertcap', environmentName, role.key)
    )
)

// The shapes of main.bicep's parameters. A misspelt setting is an error here, before anything is deployed; the app itself
// refuses to work with a setting that it does not know.

@export()
@description('An account for capture files.')
@sealed()
type captureAccount = {
  @description('Standard only: Network Watcher cannot write to Premium accounts.')
  sku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS'

  @description('Days after which a capture file is deleted.')
  @minValue(1)
  retentionDays: int

  @description('Days in which a capture file can be neither changed nor deleted, by anyone. The policy is not locked: that is a step for an operator, and cannot be undone. A file is then kept for at least a day longer than this.')
  @minValue(1)
  @maxValue(146000)
  immutableDays: int?

  @description('Whether a lock keeps the account from being deleted, by azd down too.')
  deletionLock: bool?
}

@export()
@description('The account of each region: Network Watcher wants it in the region of the machine.')
type captureAccountsByRegion = {
  *: captureAccount
}

@export()
@description('A subscription whose machines may be captured.')
@sealed()
type machineSubscription = {
  subscriptionId: string

  @description('Its resource groups with machines that may be captured; none means the whole subscription.')
  resourceGroups: string[]?

  @description('Regions whose Network Watcher this deployment makes, as NetworkWatcher_REGION. Azure allows one in a region, so name only regions without.')
  newWatchers: string[]?
}

@export()
@description('App settings that may be given; what is left out has the default of the README.')
@sealed()
type captureSettings = {
  ALERTCAP_MACHINE_TAGS: string?
  ALERTCAP_OPERATOR_ROLE: string?
  ALERTCAP_CAPTURE_LIMIT: string?
  ALERTCAP_AT_LIMIT: ('queue' | 'refuse' | 'preempt')?
  ALERTCAP_PER_MACHINE: string?
  ALERTCAP_QUEUE_TIMEOUT: string?
  ALERTCAP_CAPTURE_DURATION: string?
  ALERTCAP_CAPTURE_TOTAL_BYTES: string?
  ALERTCAP_CAPTURE_BYTES_PER_PACKET: string?
  ALERTCAP_CAPTURE_FILTERS: string?
  ALERTCAP_CAPTURE_PROFILES: string?
  ALERTCAP_MAX_DURATION: string?
  ALERTCAP_MAX_TOTAL_BYTES: string?
  ALERTCAP_CAPTURE_NAME: string?
  ALERTCAP_ON_NAME_CONFLICT: ('unique' | 'reject' | 'replace')?
  ALERTCAP_LINUX_PATH: string?
  ALERTCAP_WINDOWS_PATH: string?
  ALERTCAP_KEEP_SESSION: string?
  ALERTCAP_LINK_LIFE: string?
  ALERTCAP_FILE_SETTLE: string?
  ALERTCAP_FILE_LATE_AFTER: string?
  ALERTCAP_FILE_DEADLINE: string?
  ALERTCAP_EMPTY_AFTER: string?
  ALERTCAP_RECORD_RETENTION: string?
  ALERTCAP_FILE_RETENTION: string?
  ALERTCAP_MAIL_HOST: string?
  ALERTCAP_MAIL_PORT: string?
  ALERTCAP_MAIL_FROM: string?
  ALERTCAP_MAIL_TO: string?
  ALERTCAP_MAIL_USER: string?
  ALERTCAP_MESSAGE_GIVE_UP: string?
  ALERTCAP_WATCH_INTERVAL: string?
  ALERTCAP_CONNECT_TIMEOUT: string?
  ALERTCAP_READ_TIMEOUT: string?
}

@export()
@description('App settings whose value is a secret: who has such an address can post there, who has the signing key can let himself in. They lie in the Key Vault, each under its name with - for _.')
type secretSetting =
  | 'ALERTCAP_SIGNING_KEY'
  | 'ALERTCAP_WEBHOOK_URLS'
  | 'ALERTCAP_WEBHOOK_SECRET'
  | 'ALERTCAP_SLACK_URL'
  | 'ALERTCAP_TEAMS_URL'
  | 'ALERTCAP_MAIL_PASSWORD'

@export()
@description('The app registration that tokens of a secure webhook are for. Its object id is the application\'s, not the service principal\'s.')
@sealed()
type secureWebhook = {
  tenantId: string
  objectId: string

  @description('api://CLIENT_ID')
  identifierUri: string
}

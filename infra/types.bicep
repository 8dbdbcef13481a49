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
}

@export()
@description('The account of each region: Network Watcher wants it in the region of the machine.')
type captureAccountsByRegion = {
  *: captureAccount
}

@export()
@description('App settings that may be given; what is left out has the default of the README.')
@sealed()
type captureSettings = {
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
  ALERTCAP_FILE_SETTLE: string?
  ALERTCAP_FILE_LATE_AFTER: string?
  ALERTCAP_FILE_DEADLINE: string?
  ALERTCAP_EMPTY_AFTER: string?
  ALERTCAP_MESSAGE_GIVE_UP: string?
  ALERTCAP_CONNECT_TIMEOUT: string?
  ALERTCAP_READ_TIMEOUT: string?
}

@export()
@description('Where messages go. An address is a secret, because who has it can post there: give the address itself, or a Key Vault reference, @Microsoft.KeyVault(SecretUri=…), that the app\'s identity may read.')
@sealed()
type messageSettings = {
  ALERTCAP_WEBHOOK_URLS: string?
  ALERTCAP_WEBHOOK_SECRET: string?
  ALERTCAP_SLACK_URL: string?
  ALERTCAP_TEAMS_URL: string?
}

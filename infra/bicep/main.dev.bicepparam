using 'main.bicep'

// To try it: one zone, nothing that would keep the resource group from being deleted, a small daily limit of logs. The
// names of its vaults are free again 90 days after; until then deploy under another name.
param name = 'gwp-dev'
param zoneRedundant = false
param bundleSku = 'Standard_LRS'
param immutableDays = 0
param keptDays = 7
param maximumInstanceCount = 40
param instanceMemoryMB = 2048
param alwaysReadyForHttp = 0
param gateways = []
param gatewaySubnetIds = []
param gatewayAddresses = []
param operatorAddresses = []
param operatorsGroupId = ''
param prunerPrincipalId = ''
param alertEmails = []
param runbookUrl = 'docs/runbook/'
param logRetentionDays = 30
param dailyLogGigabytes = 1
param tags = {
  environment: 'dev'
}

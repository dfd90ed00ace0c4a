using 'main.bicep'

// Three zones of one region; Standard_RAGZRS would keep the store readable in a second one. Replace what is of an
// example: ids of zeros, addresses of 192.0.2.0/24 and 198.51.100.0/24, names of example.com.
param name = 'gwp-prod'
param zoneRedundant = true
param bundleSku = 'Standard_ZRS'
param immutableDays = 30
param keptDays = 30
param maximumInstanceCount = 40
param instanceMemoryMB = 2048
param alwaysReadyForHttp = 1
param gateways = [
  {
    name: 'edge'
    principalId: '00000000-0000-0000-0000-000000000001'
    ids: 'edge-*'
  }
]
param gatewaySubnetIds = []
param gatewayAddresses = ['192.0.2.0/28']
param operatorAddresses = ['198.51.100.7']
param operatorsGroupId = '00000000-0000-0000-0000-000000000002'
param prunerPrincipalId = '00000000-0000-0000-0000-000000000003'
param alertEmails = ['gateways@example.com']
param runbookUrl = 'https://git.example.com/platform/gateway-pipeline/docs/runbook/'
param logRetentionDays = 90
param dailyLogGigabytes = -1
param tags = {
  environment: 'prod'
}

// The pipeline in Azure, in one resource group of one region. docs/azure.md says how to deploy it and what each part
// is for.

import { Gateways, Route, Tags } from 'types.bicep'

@description('What all names begin with: letters, digits and hyphens, as gwp-prod.')
@minLength(3)
@maxLength(16)
param name string

param location string = resourceGroup().location

@description('Several zones of the region at once, for app and storage.')
param zoneRedundant bool

@description('Standard_RAGZRS keeps the store readable, a little late, in the second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param bundleSku string

@description('For how long no version of an object can be removed by anybody; 0, from the beginning on: no such policy.')
@minValue(0)
param immutableDays int

@description('For how long what was removed or replaced in the store can be brought back.')
@minValue(1)
param keptDays int

@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Instances kept for webhooks.')
@minValue(0)
param alwaysReadyForHttp int

@description('Who may read the store and report.')
param gateways Gateways[]

@description('Subnets of gateways, by resource id; each needs the service endpoint Microsoft.Storage.')
param gatewaySubnetIds string[]

@description('Public addresses of gateways that are in none of these subnets; ranges have at least four (/30).')
param gatewayAddresses string[]

@description('Public addresses from which people deploy, set secrets and look; ranges have at least four (/30).')
param operatorAddresses string[]

@description('The object id of the group of the people who run the pipeline; empty: nobody.')
param operatorsGroupId string

@description('The object id of the identity that runs gwp prune; empty: none.')
param prunerPrincipalId string

param alertEmails string[]

@description('Where docs/runbook can be read, with a slash at its end.')
param runbookUrl string

@minValue(30)
param logRetentionDays int

@description('The most gigabytes of logs in a day; -1: no limit.')
param dailyLogGigabytes int

@description('Where else telemetry goes, by OTLP; empty: nowhere.')
param otlpEndpoint string = ''

@description('The network of the functions.')
param addressPrefix string = '10.117.0.0/24'

param tags Tags = {}

var unique = uniqueString(resourceGroup().id, name)
var short = toLower(replace(name, '-', ''))
var names = {
  // In Azure as a whole there is one of each of these names.
  app: '${name}-${unique}'
  topic: '${name}-${unique}'
  hostAccount: take('${take(short, 7)}host${unique}', 24)
  bundleAccount: take('${take(short, 5)}bundle${unique}', 24)
  signingVault: take('${take(short, 6)}-sig-${unique}', 24)
  credentialVault: take('${take(short, 6)}-cred-${unique}', 24)
}
var routes Route[] = [
  { queue: 'pushes', eventType: 'dev.gatewaypipeline.push' }
  { queue: 'pull-requests', eventType: 'dev.gatewaypipeline.pullrequest' }
]
var queueNames = map(routes, route => route.queue)

module identity 'modules/identity.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    addressPrefix: addressPrefix
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyGigabytes: dailyLogGigabytes
    alertEmails: alertEmails
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  params: {
    name: names.hostAccount
    location: location
    tags: tags
    sku: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    functionsSubnetId: network.outputs.functionsSubnetId
    allowedAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
    queueNames: queueNames
  }
}

module bundleStorage 'modules/bundle-storage.bicep' = {
  params: {
    name: names.bundleAccount
    location: location
    tags: tags
    sku: bundleSku
    subnetIds: concat([network.outputs.functionsSubnetId], gatewaySubnetIds)
    allowedAddresses: union(gatewayAddresses, operatorAddresses)
    immutableDays: immutableDays
    keptDays: keptDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module signingVault 'modules/signing-vault.bicep' = {
  params: {
    name: names.signingVault
    location: location
    tags: tags
    functionsSubnetId: network.outputs.functionsSubnetId
    allowedAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
  }
}

module credentialVault 'modules/credential-vault.bicep' = {
  params: {
    name: names.credentialVault
    location: location
    tags: tags
    functionsSubnetId: network.outputs.functionsSubnetId
    allowedAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
  }
}

module topic 'modules/topic.bicep' = {
  params: {
    name: names.topic
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  dependsOn: [hostStorage, bundleStorage, signingVault, credentialVault]
  params: {
    functionsPrincipalId: identity.outputs.principalId
    topicPrincipalId: topic.outputs.principalId
    hostAccountName: names.hostAccount
    queueNames: queueNames
    bundleAccountName: names.bundleAccount
    topicName: names.topic
    signingVaultName: names.signingVault
    credentialVaultName: names.credentialVault
    insightsName: name
  }
}

module access 'modules/access.bicep' = {
  params: {
    gateways: gateways
    operatorsGroupId: operatorsGroupId
    prunerPrincipalId: prunerPrincipalId
    storeWriterRoleId: roles.outputs.storeWriterRoleId
    hostAccountName: names.hostAccount
    queueNames: queueNames
    bundleAccountName: names.bundleAccount
    credentialVaultName: names.credentialVault
  }
}

module subscriptions 'modules/subscriptions.bicep' = {
  dependsOn: [roles]
  params: {
    topicName: names.topic
    hostAccountId: hostStorage.outputs.accountId
    deadLetterContainerName: hostStorage.outputs.deadLetterContainerName
    routes: routes
  }
}

module functions 'modules/functions.bicep' = {
  dependsOn: [roles]
  params: {
    name: names.app
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyForHttp: alwaysReadyForHttp
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: network.outputs.functionsSubnetId
    hostAccountName: hostStorage.outputs.accountName
    packageContainerUrl: hostStorage.outputs.packageContainerUrl
    settingsUrl: bundleStorage.outputs.settingsUrl
    eventsEndpoint: topic.outputs.endpoint
    insightsConnectionString: monitoring.outputs.insightsConnectionString
    otlpEndpoint: otlpEndpoint
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    topicId: topic.outputs.id
    actionGroupId: monitoring.outputs.actionGroupId
    runbookUrl: runbookUrl
  }
}

@description('The app, to publish the package to.')
output app string = functions.outputs.name

@description('Webhooks go to /api/webhooks/SOURCE below it.')
output address string = functions.outputs.address

@description('The --store of gateways and of gwp.')
output store string = bundleStorage.outputs.storeUrl

@description('Where the settings are to be put.')
output settings string = bundleStorage.outputs.settingsUrl

@description('The keys of the settings, each pinned to its version.')
output keys string[] = [signingVault.outputs.releaseKey, signingVault.outputs.channelKey]

@description('Secrets are put here, and named keyvault:URIsecrets/NAME in the settings.')
output secrets string = credentialVault.outputs.uri

@description('Whoever wants to hear of releases subscribes to it.')
output topic string = topic.outputs.id

// What those outside of this deployment may do, and why: gateways, the people who run it, and the job that prunes.

import { Gateways, roles } from '../types.bicep'

param gateways Gateways[]

@description('The group of the people who run the pipeline; empty: nobody.')
param operatorsGroupId string

@description('The identity that removes what nothing names any more; empty: none.')
param prunerPrincipalId string

@description('The role of who writes objects and removes none.')
param storeWriterRoleId string

param hostAccountName string
param queueNames string[]
param bundleAccountName string
param credentialVaultName string

resource host 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: hostAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: 'dead-letters'
    }
  }

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource work 'queues' existing = [
      for queue in queueNames: {
        name: queue
      }
    ]

    resource poison 'queues' existing = [
      for queue in queueNames: {
        name: '${queue}-poison'
      }
    ]
  }
}

resource bundleAccount 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: bundleAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource bundles 'containers' existing = {
      name: 'bundles'
    }

    resource settings 'containers' existing = {
      name: 'settings'
    }
  }
}

resource credentialVault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: credentialVaultName
}

var blobActions = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'
var isNoWrite = '!(ActionMatches{\'${blobActions}/write\'}) AND !(ActionMatches{\'${blobActions}/add/action\'})'

// ---- Gateways

resource gatewaysStore 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in gateways: {
    scope: bundleAccount::blobs::bundles
    name: guid(bundleAccount::blobs::bundles.id, each.principalId, roles.blobReader.id)
    properties: {
      description: 'Gateways read the store.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobReader.id)
      principalId: each.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource gatewaysReports 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in gateways: {
    scope: bundleAccount::blobs::bundles
    name: guid(bundleAccount::blobs::bundles.id, each.principalId, 'store-writer')
    properties: {
      description: 'Gateways write their own reports, and nothing else.'
      roleDefinitionId: storeWriterRoleId
      principalId: each.principalId
      principalType: 'ServicePrincipal'
      conditionVersion: '2.0'
      condition: '((${isNoWrite}) OR (@Resource[${blobActions}:path] StringLike \'status/${each.ids}.json\'))'
    }
  }
]

// ---- People, and what works for them

resource operatorsStore 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  scope: bundleAccount::blobs::bundles
  name: guid(bundleAccount::blobs::bundles.id, operatorsGroupId, 'store-writer')
  properties: {
    description: 'Operators look at the store; they write roots, and nothing else.'
    roleDefinitionId: storeWriterRoleId
    principalId: operatorsGroupId
    principalType: 'Group'
    conditionVersion: '2.0'
    condition: '((${isNoWrite}) OR (@Resource[${blobActions}:path] StringLike \'trust/*\'))'
  }
}

resource operatorsSettings 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  scope: bundleAccount::blobs::settings
  name: guid(bundleAccount::blobs::settings.id, operatorsGroupId, 'store-writer')
  properties: {
    description: 'Operators write the settings.'
    roleDefinitionId: storeWriterRoleId
    principalId: operatorsGroupId
    principalType: 'Group'
  }
}

resource operatorsDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  scope: host::blobs::deadLetters
  name: guid(host::blobs::deadLetters.id, operatorsGroupId, roles.blobContributor.id)
  properties: {
    description: 'Operators read dead letters, and remove them.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor.id)
    principalId: operatorsGroupId
    principalType: 'Group'
  }
}

resource operatorsPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: if (!empty(operatorsGroupId)) {
    scope: host::queueService::poison[index]
    name: guid(host::queueService::poison[index].id, operatorsGroupId, roles.queueContributor.id)
    properties: {
      description: 'Operators read what was given up, and remove it.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueContributor.id)
      principalId: operatorsGroupId
      principalType: 'Group'
    }
  }
]

resource operatorsQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: if (!empty(operatorsGroupId)) {
    scope: host::queueService::work[index]
    name: guid(host::queueService::work[index].id, operatorsGroupId, roles.queueSender.id)
    properties: {
      description: 'Operators put a message back.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueSender.id)
      principalId: operatorsGroupId
      principalType: 'Group'
    }
  }
]

resource operatorsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorsGroupId)) {
  scope: credentialVault
  name: guid(credentialVault.id, operatorsGroupId, roles.secretsOfficer.id)
  properties: {
    description: 'Operators set and replace secrets.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.secretsOfficer.id)
    principalId: operatorsGroupId
    principalType: 'Group'
  }
}

resource prunerStore 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(prunerPrincipalId)) {
  scope: bundleAccount::blobs::bundles
  name: guid(bundleAccount::blobs::bundles.id, prunerPrincipalId, roles.blobContributor.id)
  properties: {
    description: 'Whoever prunes removes objects, and nobody else does.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor.id)
    principalId: prunerPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// What the parts of this deployment may do, and why. access.bicep has the rights of those outside: gateways and people.
// docs/azure.md has the table for people to read; a test fails on a right that is missing there or here.

import { roles } from '../types.bicep'

@description('The identity of the functions app.')
param functionsPrincipalId string

@description('The identity of the topic.')
param topicPrincipalId string

param hostAccountName string
param queueNames string[]
param bundleAccountName string
param topicName string
param signingVaultName string
param credentialVaultName string
param insightsName string

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

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: topicName
}

resource signingVault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: signingVaultName

  resource release 'keys' existing = {
    name: 'release'
  }

  resource channel 'keys' existing = {
    name: 'channel'
  }
}

resource credentialVault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: credentialVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// Azure's own roles allow more than is needed here: Key Vault Crypto User may change a key and take a backup of it,
// Storage Blob Data Contributor may remove objects, and containers as a whole.

// Within a directory there is one role of a name.
var place = '${resourceGroup().name} ${uniqueString(resourceGroup().id)}'

resource signer 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'signer')
  properties: {
    roleName: 'Gateway Pipeline Signer (${place})'
    description: 'Reads the public half of a key, and has it sign.'
    type: 'customRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
        ]
      }
    ]
  }
}

resource storeWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'store-writer')
  properties: {
    roleName: 'Gateway Pipeline Store Writer (${place})'
    description: 'Reads, lists and writes objects, and removes none.'
    type: 'customRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        dataActions: [
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
          'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'
        ]
      }
    ]
  }
}

// ---- The functions app

resource functionsHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host
  name: guid(host.id, 'functions', roles.blobOwner.id)
  properties: {
    description: 'Leases, timers and keys of the host, and the package.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobOwner.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host
  name: guid(host.id, 'functions', roles.tableContributor.id)
  properties: {
    description: 'What the host finds wrong with the app.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.tableContributor.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: {
    scope: host::queueService::work[index]
    name: guid(host::queueService::work[index].id, 'functions', roles.queueContributor.id)
    properties: {
      description: 'The host takes messages, holds them, and removes them.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueContributor.id)
      principalId: functionsPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource functionsPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: {
    scope: host::queueService::poison[index]
    name: guid(host::queueService::poison[index].id, 'functions', roles.queueSender.id)
    properties: {
      description: 'The app gives up messages, with the reason.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueSender.id)
      principalId: functionsPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource functionsPoisonCount 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: {
    scope: host::queueService::poison[index]
    name: guid(host::queueService::poison[index].id, 'functions', roles.queueReader.id)
    properties: {
      description: 'The app counts what was given up.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueReader.id)
      principalId: functionsPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource functionsStore 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: bundleAccount::blobs::bundles
  name: guid(bundleAccount::blobs::bundles.id, 'functions', storeWriter.id)
  properties: {
    description: 'The app publishes, and keeps reports.'
    roleDefinitionId: storeWriter.id
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsSettings 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: bundleAccount::blobs::settings
  name: guid(bundleAccount::blobs::settings.id, 'functions', roles.blobReader.id)
  properties: {
    description: 'The app reads its settings, and cannot change them.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobReader.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsEvents 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: topic
  name: guid(topic.id, 'functions', roles.eventSender.id)
  properties: {
    description: 'The app tells of pushes, pull requests and releases.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventSender.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsReleaseKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: signingVault::release
  name: guid(signingVault::release.id, 'functions', signer.id)
  properties: {
    description: 'The app signs releases.'
    roleDefinitionId: signer.id
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsChannelKey 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: signingVault::channel
  name: guid(signingVault::channel.id, 'functions', signer.id)
  properties: {
    description: 'The app signs heads.'
    roleDefinitionId: signer.id
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: credentialVault
  name: guid(credentialVault.id, 'functions', roles.secretsUser.id)
  properties: {
    description: 'Secrets of webhooks and git hosts; nothing else is there.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.secretsUser.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource functionsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, 'functions', roles.metricsPublisher.id)
  properties: {
    description: 'Host and app send logs, traces and metrics.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.metricsPublisher.id)
    principalId: functionsPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// ---- The topic

resource topicQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queueNames: {
    scope: host::queueService::work[index]
    name: guid(host::queueService::work[index].id, 'topic', roles.queueSender.id)
    properties: {
      description: 'Event Grid delivers.'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.queueSender.id)
      principalId: topicPrincipalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource topicDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host::blobs::deadLetters
  name: guid(host::blobs::deadLetters.id, 'topic', roles.blobContributor.id)
  properties: {
    description: 'Event Grid puts down what it could not deliver.'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobContributor.id)
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
  }
}

output storeWriterRoleId string = storeWriter.id

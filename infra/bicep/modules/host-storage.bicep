// What the functions host itself needs, and the queues between Event Grid and the functions. Gateways never come here.

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags

@allowed(['Standard_LRS', 'Standard_ZRS'])
param sku string

@description('The subnet of the functions.')
param functionsSubnetId string

@description('Addresses or ranges of people and of builds that may come from outside.')
param allowedAddresses string[]

param workspaceId string

@description('The queues that Event Grid fills and functions empty. Each has one more, NAME-poison, for what was given up.')
param queueNames string[]

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      defaultAction: 'Deny'
      // Event Grid delivers and dead-letters as a trusted service.
      bypass: 'AzureServices'
      virtualNetworkRules: [{ id: functionsSubnetId, action: 'Allow' }]
      ipRules: [for address in allowedAddresses: { value: address, action: 'Allow' }]
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: 7
      }
    }

    resource package 'containers' = {
      name: 'package'
      properties: {
        publicAccess: 'None'
      }
    }

    resource deadLetters 'containers' = {
      name: 'dead-letters'
      properties: {
        publicAccess: 'None'
      }
    }
  }

  resource queues 'queueServices' = {
    name: 'default'

    resource work 'queues' = [
      for queue in queueNames: {
        name: queue
      }
    ]

    resource poison 'queues' = [
      for queue in queueNames: {
        name: '${queue}-poison'
      }
    ]
  }

  // What nobody looked at for three months says nothing any more.
  resource lifecycle 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            name: 'old-dead-letters'
            type: 'Lifecycle'
            definition: {
              filters: {
                blobTypes: ['blockBlob', 'appendBlob']
                prefixMatch: ['dead-letters/']
              }
              actions: {
                baseBlob: {
                  delete: {
                    daysAfterModificationGreaterThan: 90
                  }
                }
              }
            }
          }
        ]
      }
    }
  }
}

// Writes and removals only: the host asks its queues and leases many times a minute, and each line costs.
resource blobLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::queues
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

output accountName string = account.name
output accountId string = account.id
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::package.name}'
output deadLetterContainerName string = account::blobs::deadLetters.name

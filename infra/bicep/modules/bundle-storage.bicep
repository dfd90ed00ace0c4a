// The store that gateways read, and the pipeline's settings. Apart from the host's account: another readership, other
// redundancy, another life.

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param sku string

@description('The subnets of the functions and of gateways.')
param subnetIds string[]

@description('Addresses or ranges of gateways, people and builds that may come from outside.')
param allowedAddresses string[]

@description('For how long no version of an object can be removed by anybody; 0, from the beginning on: no such policy.')
@minValue(0)
param immutableDays int

@description('For how long a removed or replaced object can be brought back.')
@minValue(1)
param keptDays int

param workspaceId string

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
    // A store lists its objects in order, which such accounts do not.
    isHnsEnabled: false
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      #disable-next-line use-resource-id-functions // the elements are of a parameter, which the rule does not see
      virtualNetworkRules: [for id in subnetIds: { id: id, action: 'Allow' }]
      ipRules: [for address in allowedAddresses: { value: address, action: 'Allow' }]
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      deleteRetentionPolicy: {
        enabled: true
        days: keptDays
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: keptDays
      }
    }

    resource bundles 'containers' = {
      name: 'bundles'
      properties: {
        publicAccess: 'None'
        // By version: heads are replaced for ever, and what they were stays. Only a new container takes it, and one that
        // has it keeps its account from being deleted.
        immutableStorageWithVersioning: immutableDays > 0 ? { enabled: true } : null
      }

      resource immutability 'immutabilityPolicies' = if (immutableDays > 0) {
        name: 'default'
        properties: {
          immutabilityPeriodSinceCreationInDays: immutableDays
        }
      }
    }

    resource settings 'containers' = {
      name: 'settings'
      properties: {
        publicAccess: 'None'
      }
    }
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    dependsOn: [blobs]
    properties: {
      policy: {
        rules: [
          {
            // Gateways replace their reports twice a minute: the former versions would soon outweigh all else.
            name: 'former-reports'
            type: 'Lifecycle'
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                prefixMatch: ['bundles/status/']
              }
              actions: {
                version: {
                  delete: {
                    daysAfterCreationGreaterThan: max(immutableDays, 1)
                  }
                }
              }
            }
          }
          {
            name: 'former-versions'
            type: 'Lifecycle'
            definition: {
              filters: {
                blobTypes: ['blockBlob']
                prefixMatch: ['bundles/']
              }
              actions: {
                version: {
                  delete: {
                    daysAfterCreationGreaterThan: max(immutableDays, 90)
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

// Removals alone: what ten thousand gateways read and report would be 115 million lines a day. Who wrote an object is in
// its signature.
resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

output accountName string = account.name
output storeUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::bundles.name}'
output settingsUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::settings.name}/pipeline.json'

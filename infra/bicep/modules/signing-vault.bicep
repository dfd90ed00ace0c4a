// The keys that releases and heads are signed with. They are made in a hardware module and never leave it. The root's
// keys are not here: they are offline, with people.

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param functionsSubnetId string
param allowedAddresses string[]
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'premium'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [{ id: functionsSubnetId }]
      ipRules: [for address in allowedAddresses: { value: address }]
    }
  }

  // No rotation policy: a version that no root names signs nothing that a gateway believes. docs/azure.md says how a
  // key is replaced.
  resource keys 'keys' = [
    for role in ['release', 'channel']: {
      name: role
      tags: tags
      properties: {
        kty: 'EC-HSM'
        curveName: 'P-256'
        keyOps: ['sign', 'verify']
        attributes: {
          enabled: true
          exportable: false
        }
      }
    }
  ]
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      { categoryGroup: 'audit', enabled: true }
    ]
  }
}

output name string = vault.name
output releaseKey string = 'release=azurekv:${vault::keys[0].properties.keyUriWithVersion}'
output channelKey string = 'channel=azurekv:${vault::keys[1].properties.keyUriWithVersion}'

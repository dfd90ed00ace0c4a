// Secrets of webhooks and what git hosts are shown. A vault of its own: other people keep them, and the app may read
// all of it. Their values are no matter of a template.

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
      name: 'standard'
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
output uri string = vault.properties.vaultUri

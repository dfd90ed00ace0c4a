// The functions app: a program of ours behind the host of Azure Functions, on a plan that costs nothing while nothing
// happens.

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags

@description('Several zones of the region at once; the region must have zones.')
param zoneRedundant bool

@description('The most instances at once. The plan has no smaller limit than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Instances that are kept for webhooks: 0 saves money, 1 saves the first push the start of an instance.')
@minValue(0)
param alwaysReadyForHttp int

param identityId string
param identityClientId string
param subnetId string
param hostAccountName string
param packageContainerUrl string
param settingsUrl string
param eventsEndpoint string
param insightsConnectionString string

@description('Where else telemetry goes, by OTLP; empty: nowhere.')
param otlpEndpoint string

param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    clientAffinityEnabled: false
    virtualNetworkSubnetId: subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyForHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyForHttp }] : []
        triggers: {
          http: {
            perInstanceConcurrency: 100
          }
        }
      }
    }
    // The plan refuses what other plans have here, ftpsState too: it knows no FTP.
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: concat(
        [
          { name: 'AzureWebJobsStorage__accountName', value: hostAccountName }
          { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
          { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
          // Which identity the SDK takes, of those that the app has.
          { name: 'AZURE_CLIENT_ID', value: identityClientId }
          { name: 'PIPELINE_SETTINGS', value: settingsUrl }
          { name: 'EVENTS_ENDPOINT', value: eventsEndpoint }
          { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
          {
            name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
            value: 'ClientId=${identityClientId};Authorization=AAD'
          }
        ],
        empty(otlpEndpoint) ? [] : [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: otlpEndpoint }]
      )
    }
  }

  // Nobody publishes with a password.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FunctionAppLogs', enabled: true }
    ]
  }
}

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'

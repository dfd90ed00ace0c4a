// The functions' way to storage and vaults: both refuse whoever does not come from here or from an address that
// main.bicep was given. Service endpoints cost nothing; private endpoints would cost about 7 dollars a month each.

import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags

@description('The range of the network, with room for a /26.')
param addressPrefix string

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            {
              // What apps on Flex Consumption join; other plans want Microsoft.Web/serverFarms.
              name: 'functions'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
          serviceEndpoints: [
            { service: 'Microsoft.Storage' }
            { service: 'Microsoft.KeyVault' }
          ]
        }
      }
    ]
  }

  resource functions 'subnets' existing = {
    name: 'functions'
  }
}

output functionsSubnetId string = network::functions.id

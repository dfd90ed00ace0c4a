@export()
@description('Which events go to which queue.')
type Route = {
  @description('Also the name of the subscription.')
  queue: string

  eventType: string
}

@export()
@description('Gateways that share an identity.')
type Gateways = {
  @description('What they are called, in the names of their role assignments.')
  name: string

  @description('The object id of their identity.')
  principalId: string

  @description('The ids that they may report under, as a pattern: edge-1, or edge-* for all that begin so.')
  ids: string
}

@export()
@description('What each resource is marked with.')
type Tags = {
  *: string
}

@export()
@description('A role, by its number, which is the same in every directory.')
type Role = {
  @description('As Azure calls it.')
  name: string

  id: string
}

@export()
var roles { *: Role } = {
  blobOwner: { name: 'Storage Blob Data Owner', id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' }
  blobContributor: { name: 'Storage Blob Data Contributor', id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' }
  blobReader: { name: 'Storage Blob Data Reader', id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' }
  queueContributor: { name: 'Storage Queue Data Contributor', id: '974c5e8b-45b9-4653-ba55-5f855dd0fb88' }
  queueReader: { name: 'Storage Queue Data Reader', id: '19e7f393-937e-4f77-808e-94535e297925' }
  queueSender: { name: 'Storage Queue Data Message Sender', id: 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a' }
  tableContributor: { name: 'Storage Table Data Contributor', id: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' }
  eventSender: { name: 'EventGrid Data Sender', id: 'd5a91429-5739-47e2-a06b-3470a27159e7' }
  secretsUser: { name: 'Key Vault Secrets User', id: '4633458b-17de-408a-b874-0445c86b69e6' }
  secretsOfficer: { name: 'Key Vault Secrets Officer', id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' }
  metricsPublisher: { name: 'Monitoring Metrics Publisher', id: '3913510d-42f4-4e42-8a64-420c390055eb' }
}

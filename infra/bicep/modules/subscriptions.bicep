// Which event goes to which queue. Made after the rights of the topic: Event Grid tries the delivery at once.

import { Route } from '../types.bicep'

param topicName string
param hostAccountId string
param deadLetterContainerName string
param routes Route[]

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: topicName
}

resource subscriptions 'Microsoft.EventGrid/topics/eventSubscriptions@2025-02-15' = [
  for route in routes: {
    parent: topic
    name: route.queue
    properties: {
      eventDeliverySchema: 'CloudEventSchemaV1_0'
      filter: {
        includedEventTypes: [route.eventType]
      }
      deliveryWithResourceIdentity: {
        identity: {
          type: 'SystemAssigned'
        }
        destination: {
          endpointType: 'StorageQueue'
          properties: {
            resourceId: hostAccountId
            queueName: route.queue
            // What waited for a week has been found by the timer long since.
            queueMessageTimeToLiveInSeconds: 604800
          }
        }
      }
      deadLetterWithResourceIdentity: {
        identity: {
          type: 'SystemAssigned'
        }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            resourceId: hostAccountId
            blobContainerName: deadLetterContainerName
          }
        }
      }
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
    }
  }
]

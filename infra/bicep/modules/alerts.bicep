// What somebody has to hear of. Each alert has a page of its name in docs/runbook.

import { Tags } from '../types.bicep'

param location string
param tags Tags
param workspaceId string
param topicId string
param actionGroupId string

@description('Where docs/runbook can be read, with a slash at its end.')
param runbookUrl string

type MetricAlert = {
  name: string
  what: string
  metric: string
  moreThan: int

  @description('0 critical, 1 error, 2 warning, 3 information.')
  severity: int

  window: string
}

type LogAlert = {
  name: string
  what: string

  @description('One row is one reason to alert.')
  query: string

  severity: int
  every: string
  window: string

  @description('Whether it ends by itself. What lies somewhere and waits for people does not.')
  ends: bool
}

var metricAlerts MetricAlert[] = [
  {
    name: 'dead-letters'
    what: 'Event Grid gave up an event and put it into the container dead-letters.'
    metric: 'DeadLetteredCount'
    moreThan: 0
    severity: 2
    window: 'PT15M'
  }
  {
    name: 'dropped-events'
    what: 'Event Grid gave up an event and could not even keep it as a dead letter.'
    metric: 'DroppedEventCount'
    moreThan: 0
    severity: 1
    window: 'PT15M'
  }
  {
    name: 'delivery-failures'
    what: 'Event Grid cannot put events into the queues, and tries again.'
    metric: 'DeliveryAttemptFailCount'
    moreThan: 5
    severity: 2
    window: 'PT15M'
  }
]

var logAlerts LogAlert[] = [
  {
    name: 'poison-messages'
    what: 'A message was given up and put into a poison queue.'
    query: '''
      StorageQueueLogs
      | where OperationName == "PutMessage" and StatusCode startswith "2"
      | where Uri contains "-poison/messages"
    '''
    severity: 2
    every: 'PT15M'
    window: 'PT15M'
    ends: false
  }
  {
    name: 'head-age'
    what: 'A head was not signed again in time and will expire, or nobody says how old heads are.'
    // It is signed again after a third of its seven days; this is two thirds.
    query: '''
      AppMetrics
      | where Name == "gatewaypipeline.head.age"
      | extend channel = tostring(Properties["gatewaypipeline.channel"])
      | summarize arg_max(TimeGenerated, Max) by channel
      | summarize channels = count(), oldest = max(Max)
      | where channels == 0 or oldest > 4.5 * 86400
    '''
    severity: 1
    every: 'PT15M'
    window: 'PT1H'
    ends: true
  }
  {
    name: 'reconcile-missing'
    what: 'The timer that finds lost events and signs heads again has not run to its end for an hour.'
    query: '''
      AppRequests
      | where OperationName == "Reconcile" and Success == true
      | summarize runs = count()
      | where runs == 0
    '''
    severity: 1
    every: 'PT15M'
    window: 'PT1H'
    ends: true
  }
  {
    name: 'function-failures'
    what: 'A function fails.'
    query: '''
      AppRequests
      | extend status = toint(ResultCode)
      | where status >= 500 or (Success == false and not(status between (400 .. 499)))
      | summarize failures = sum(ItemCount) by OperationName
      | where failures >= 3
    '''
    severity: 2
    every: 'PT15M'
    window: 'PT30M'
    ends: true
  }
  {
    name: 'webhooks-refused'
    what: 'More than a fifth of the webhooks is refused.'
    query: '''
      AppRequests
      | where OperationName == "PushWebhook"
      | summarize all = sum(ItemCount), refused = sumif(ItemCount, toint(ResultCode) between (400 .. 499))
      | where refused >= 20 and refused * 5 > all
    '''
    severity: 3
    every: 'PT15M'
    window: 'PT1H'
    ends: true
  }
]

resource onMetrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: alert.name
    location: 'global'
    tags: tags
    properties: {
      description: '${alert.what} ${runbookUrl}${alert.name}.md'
      enabled: true
      severity: alert.severity
      scopes: [topicId]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.metric
            metricNamespace: 'Microsoft.EventGrid/topics'
            metricName: alert.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: alert.moreThan
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]

resource onLogs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: alert.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: '${alert.what} ${runbookUrl}${alert.name}.md'
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.every
      windowSize: alert.window
      autoMitigate: alert.ends
      // Tables are there with their first row only, and the alerts before.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [actionGroupId]
      }
    }
  }
]

export { type BusPayload, type BusTopic, busTopics, platformEvent, pushTopic } from './bus-topics';
export {
  type BusEvent,
  busEventSchema,
  type NewEvent,
  newEventSchema,
  toCloudEvent,
  topicNameSchema,
} from './cloud-event';
export {
  type CandidateEvaluated,
  type CandidateTrained,
  type Comparison,
  candidateEvaluatedSchema,
  candidatesComparedSchema,
  candidateTrainedSchema,
  comparisonRowSchema,
  comparisonSchema,
  type DeployRequested,
  deployRequestedSchema,
  type RegisterModel,
  registerModelSchema,
  runFinishedSchema,
  scoringCompletedSchema,
  type Topic,
  type TopicPayload,
  topicCatalog,
} from './topic-catalog';
export {
  advanceTrigger,
  eventKey,
  meetsCondition,
  type TriggerCondition,
  type TriggerMode,
  type TriggerSeen,
  triggerConditionSchema,
  triggerModeSchema,
  triggerSeenSchema,
} from './topic-trigger';

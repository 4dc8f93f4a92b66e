export {
  type BrowserAnswer,
  type BrowserAsk,
  type BrowserModel,
  type BrowserQuestion,
  type BrowserReply,
  type BrowserRow,
  browserAnswers,
  browserQuestionSchema,
  browserReplySchema,
  type RowExplanation,
  type WhatIf,
} from './browser-scoring';
export { buildScoringRun } from './build-scoring-run';
export {
  type StreamRules,
  streamIssue,
  streamRulesSchema,
  type TopicFlow,
  topicOfAnswer,
  topicsWritten,
} from './score-stream';
export {
  chunkSizes,
  mostChunks,
  mostKeptColumns,
  type ScoringPlan,
  scoringPlanSchema,
  scoringRequestKey,
  scoringRunKind,
  usualChunkRows,
  type Webhook,
  webhookSchema,
} from './scoring-plan';
export { describeScoring, type ScoringFacts, type ScoringShape, scoringShape } from './scoring-shape';

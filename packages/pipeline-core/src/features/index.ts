export { cutsPlan, type DerivePlanOptions, derivePlan, startPlan } from './derive-plan';
export { entityKey } from './entity-key';
export { type FeatureFeed, featureFeedSchema, type PublishedFeed, publishedFeedSchema } from './feature-feed';
export {
  type FeaturePlan,
  featurePlanSchema,
  madeBy,
  type PlanLookup,
  type PlanNode,
  planNodeSchema,
} from './feature-plan';
export { featureSetId } from './feature-set-id';
export {
  featureViewNameAdvice,
  featureViewNameSchema,
  type NewOnlineRow,
  type ViewColumn,
  type ViewShape,
  viewColumnSchema,
  viewKeyTypes,
  viewShapeSchema,
  viewTimes,
  whyIncompatible,
} from './feature-view';
export { firstNotRaw } from './first-not-raw';
export { type Fitted, fittedSchema } from './fitted';
export { type KernelNode, openKernel } from './kernels/kernel';
export { type TextCut, termsOf, textCutSchema } from './kernels/text-terms';
export { smoothIdf, sublinearCount } from './kernels/text-weights';
export { type MakingPlanNode, neededNodes } from './needed-nodes';
export { type FedEvent, type FeedFunction, openFeed, type RowTimes } from './open-feed';
export { rowWiseOutput } from './output-table';
export { planColumns } from './plan-columns';
export { keptLookups } from './plan-lookups';
export { type PlanFunction, planToRowFunction } from './plan-to-row-function';
export { type PlanKernel, type PlanSql, type PlanSqlOptions, planToSql } from './plan-to-sql';
export { signatureInputs, signatureOfPlan } from './signature-of-plan';
export { type StoredColumn, storedColumnSchema, type TableMeta, tableMetaSchema } from './table-meta';
export { whyNotOnline } from './why-not-online';

export { checkReceipt, type MeasuredTable, type ReceiptCheck } from './check-receipt';
export { type GroupedSplitOptions, groupedSplit } from './grouped';
export { driftWarnings, overlapWarnings, type PartOverlap } from './overlap-warnings';
export { type DriftColumn, partDrift } from './part-drift';
export { normaliseRatios, partCodes, partSizes, type SplitRatios } from './part-sizes';
export { randomSplit, seededOrder } from './random';
export { sequentialSplit } from './sequential';
export { hmacSha256, type SignedReceipt, signReceipt } from './sign-receipt';
export {
  type PartDrift,
  type SplitProof,
  type SplitReceipt,
  type SplitStrategy,
  splitProofSchema,
  splitReceiptSchema,
  splitStrategySchema,
} from './split-receipt';
export { type SplitRowsOptions, type SplitWay, splitRows } from './split-rows';
export { type SplitWarning, splitWarnings } from './split-warnings';
export { stratifiedSplit } from './stratified';
export { expectedMaximum, judgeTestLuck, type TestFigure, type TestLuck } from './test-luck';
export { type TimeOrderedOptions, timeOrderedSplit } from './time-ordered';

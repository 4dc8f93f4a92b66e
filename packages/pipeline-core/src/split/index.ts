export { normaliseRatios, partCodes, partSizes, type SplitRatios } from './part-sizes';
export { randomSplit, seededOrder } from './random';
export { sequentialSplit } from './sequential';
export { type SplitReceipt, type SplitStrategy, splitReceiptSchema, splitStrategySchema } from './split-receipt';
export { type SplitRowsOptions, splitRows } from './split-rows';
export { type SplitWarning, splitWarnings } from './split-warnings';
export { stratifiedSplit } from './stratified';

export { anova, correlationTest, type FTest, type Group, mutualInformation } from './association';
export { fTail, incompleteBeta } from './beta';
export { binomialGreater } from './binomial';
export { type ChiSquareResult, chiSquareTail, chiSquareTest, contingencyTest } from './chi-square';
export { fisherGreater, type Rate } from './fisher-exact';
export { logGamma, upperGamma } from './gamma';
export {
  binMiddle,
  binsPerOctave,
  emptyHistogram,
  type LatencyHistogram,
  type LatencySummary,
  latencyBin,
  latencyBins,
  latencyQuantile,
  mergeHistogram,
  recordLatency,
  restoreHistogram,
  type StoredHistogram,
  storedHistogramSchema,
  storeHistogram,
  summarizeLatency,
} from './latency-histogram';
export { normalCdf, normalQuantile } from './normal';
export { addOutput, mergeOutputs, type OutputFacts, outputFactsSchema } from './output-facts';
export { sortedQuantile } from './quantile';
export { type Eigen, symmetricEigen } from './symmetric-eigen';

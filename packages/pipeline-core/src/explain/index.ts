export type { ExplainedColumn } from './columns';
export { type SliceComparison, sliceComparer, type WorseSlice, worseSlices } from './compare-slices';
export {
  type Dependence,
  type ExplainedContributions,
  type ExplainedImportance,
  type ExplainedSlices,
  type Explanation,
  explanationSchema,
  segmentTermSchema,
} from './explanation';
export { falseDiscovery } from './false-discovery';
export { type FoundSlices, findSlices, type Slice, type SliceSettings } from './find-slices';
export {
  type DependenceCurve,
  dependenceGrid,
  type GridPoint,
  partialDependence,
  rugOf,
} from './partial-dependence';
export {
  type ColumnImportance,
  permutationImportance,
  type ShuffledScore,
  shuffleOrders,
} from './permutation-importance';
export { type RowLosses, rowLosses } from './row-losses';
export type { SegmentTerm } from './segments';
export { type SliceGroup, type SliceGroupSettings, sliceGroups } from './slice-groups';
export { type Sums, tQuantile, tTail, welch } from './welch';

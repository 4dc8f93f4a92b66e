export { type ColumnComparison, compareSketches, type SketchComparison, schemaWords } from './compare-sketches';
export { distinctOf, encodeRegisters, mergeDistinct, registerCount } from './distinct-sketch';
export { deviationOf, distinctValues, mergeSketches } from './merge-sketches';
export { driftWord, psiOf } from './psi';
export { digestSlices, mergeQuantiles, quantileOf, shareBelow } from './quantile-sketch';
export { rowsBetween, type SharedBins, sharedBins } from './shared-bins';
export {
  type ColumnSketch,
  columnSketchSchema,
  type QuantileSketch,
  type TableSketch,
  type TopSketch,
  tableSketchSchema,
} from './table-sketch';
export { mergeTop, topLimit } from './top-values';

export { type Advance, advance, expectedRuns } from './advance';
export { type BisectSetup, bisectSetupSchema, type Tried, triedSchema } from './bisect-setup';
export type { BisectSide } from './bisect-side';
export {
  type Difference,
  type DifferenceKind,
  differenceSchema,
  type FixedDifference,
} from './difference';
export { fixedDifferences, isOtherCode } from './fixed-differences';
export { type Hybrid, hybridOf, type Probe, takeBack } from './hybrid';
export { listDifferences } from './list-differences';
export { type KindLoss, type LossKind, type LossPart, lossByKind, lossParts } from './loss-by-kind';
export {
  type BisectRun,
  figureOf,
  type Judged,
  type Loss,
  lossesOf,
  makeSetup,
  type NoSetup,
} from './make-setup';
export { type Share, type Verdict, verdictSchema } from './verdict';

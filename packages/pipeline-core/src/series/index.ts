export { fillGaps, type GapRule, gapRules } from './fill-gaps';
export {
  findGrid,
  type SeriesGrid,
  seriesGridSchema,
  stepInWords,
  stepOf,
  type TimeUnit,
} from './grid';
export {
  type DuplicateRule,
  duplicateRules,
  type IrregularSeries,
  type RegularSeries,
  regularSeries,
} from './regular-series';
export { autocorrelations, possibleSeasons, repeatsAfter } from './season';

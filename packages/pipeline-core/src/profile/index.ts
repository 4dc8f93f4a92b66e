export {
  type AssociationPair,
  type AssociationReport,
  associationReportSchema,
  type PairPicture,
  pairPictureSchema,
} from './association-report';
export {
  type Association,
  type AssociationColumn,
  type AssociationKind,
  associationOf,
  pearson,
  ranksOf,
} from './associations';
export { type ColumnFilter, columnFilterSchema, type FilterOp, filterOpsFor, filterWords } from './column-filter';
export { type ColumnTexts, findTypingErrors, longestComparedValue, type TypingErrors } from './find-typing-errors';
export { hexagonCounts, hexColumns } from './hexagons';
export { histogramEnds } from './histogram-ends';
export { holdsCodes } from './holds-codes';
export { orderWarnings } from './order-warnings';
export { factsOf, type TableFacts, tableFactsSchema } from './table-facts';
export {
  type ByTarget,
  byTargetSchema,
  type ColumnProfile,
  columnProfileSchema,
  type Histogram,
  histogramSchema,
  type LeftColumns,
  mostSplitColumns,
  type ProfileWarning,
  profileWarningSchema,
  type TableProfile,
  tableProfileSchema,
} from './table-profile';
export {
  countInBars,
  gridEdges,
  histogramRange,
  shownGrid,
  type ValueGrid,
  valueStep,
} from './value-grid';
export { withCloserLook } from './with-closer-look';

export { factsOf, type TableFacts, tableFactsSchema } from './table-facts';
export {
  type ColumnProfile,
  columnProfileSchema,
  type Histogram,
  histogramSchema,
  type ProfileWarning,
  profileWarningSchema,
  type TableProfile,
  tableProfileSchema,
} from './table-profile';

export { gridPoints, mostGridPoints } from './grid';
export { rungs } from './halving';
export { settingImportance } from './importance';
export { propose } from './propose';
export { type Dimension, dimensionSchema, type SearchSpace, type SettingValue, searchSpaceSchema } from './space';
export {
  bestFirst,
  type Method,
  methodSchema,
  type Proposal,
  proposalSchema,
  type Question,
  type Settings,
  type Trial,
  trialSchema,
} from './trial';

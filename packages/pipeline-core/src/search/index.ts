export { type Dimension, dimensionSchema, type SearchSpace, type SettingValue, searchSpaceSchema } from './space';

export { type FoundLeak, findLeaks, rewriteOf } from './find-leaks';
export { leakRules } from './rules';
export { sourceTargets } from './source-targets';

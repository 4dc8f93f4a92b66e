import { canonicalJson } from '../json';
import { sha256 } from '../sha256';
import type { FeaturePlan } from './feature-plan';

/** Id of a feature set: sha256 over nodes (constants are in them), look-ups and the version of the expression language. Same id, same features. */
export function featureSetId(plan: Pick<FeaturePlan, 'nodes' | 'expressionVersion' | 'lookups'>): string {
  const lookups = plan.lookups === undefined ? [] : [plan.lookups];
  return sha256(canonicalJson([plan.expressionVersion, plan.nodes, ...lookups]));
}

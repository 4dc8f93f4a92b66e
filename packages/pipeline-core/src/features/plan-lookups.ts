import type { FeaturePlan, PlanLookup } from './feature-plan';

/**
 * Look-ups that still hold behind a step that adds columns and changes none: those whose keys and features no node has
 * remade. What was remade is a column like any other.
 */
export function keptLookups({ nodes, lookups = [] }: FeaturePlan): PlanLookup[] {
  const remade = new Set(nodes.flatMap((node) => ('expression' in node ? [node.expression] : [])));
  return lookups.flatMap((lookup) => {
    if (lookup.key.some((name) => remade.has(name))) return [];
    const features = lookup.features.filter(({ column }) => !remade.has(column));
    return features.length === 0 ? [] : [{ ...lookup, features }];
  });
}

/** Where the value of a source column is looked up; undefined for one that callers send. */
export function findLookup(
  { lookups = [] }: Pick<FeaturePlan, 'lookups'>,
  column: string,
): { view: string; feature: string; key: string[] } | undefined {
  for (const { lookup: view, key, features } of lookups) {
    const found = features.find((feature) => feature.column === column);
    if (found !== undefined) return { view, feature: found.feature, key };
  }
  return undefined;
}

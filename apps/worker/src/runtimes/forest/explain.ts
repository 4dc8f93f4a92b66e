import type { FeatureImportance } from '../model-runtime';
import type { CodedTable } from './binned-table';
import type { GrownTree } from './grown-tree';

/** Adds the gain of every split of a tree to its feature, in the loss's own units (`unit` per quantised gain). */
export function addGains(gains: Float64Array, tree: GrownTree, table: Pick<CodedTable, 'used'>, unit: number): void {
  for (let node = 0; node < tree.nodes; node++) {
    const column = tree.column[node]!;
    if (column >= 0) gains[table.used[column]!]! += tree.gain[node]! * unit;
  }
}

/** Share of the total gain per feature, largest first (ties in feature order). */
export function gainImportance(names: readonly string[], gains: Float64Array): FeatureImportance {
  const total = gains.reduce((sum, gain) => sum + gain, 0);
  return names
    .map((feature, at) => ({ feature, value: total === 0 ? 0 : gains[at]! / total }))
    .sort((a, b) => b.value - a.value);
}

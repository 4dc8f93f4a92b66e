import { openFitState, packFitState } from '../fit-state';
import { type BagTrees, joinTrees } from './model';
import type { LeftOutSums } from './out-of-bag';

/** Trees so far, what their splits gained, and their answers for rows they have not seen. */
export type GrownSoFar = { trees: BagTrees[]; gains: Float64Array; leftOut: LeftOutSums | null };

export function packTrees({ trees, gains, leftOut }: GrownSoFar): Uint8Array {
  const none: LeftOutSums = { sums: new Uint8Array(0), counts: new Int32Array(0) };
  return packFitState({ kind: 'trees', arrays: { ...joinTrees(trees), gains, ...(leftOut ?? none) } });
}

/** Trees of an earlier attempt; null where there are none. */
export function readTrees(last: Uint8Array | null): GrownSoFar | null {
  const state = openFitState(last, 'trees');
  if (state === null) return null;
  const trees: BagTrees = {
    treeStart: state.i32('treeStart'),
    kind: state.u8('kind'),
    feature: state.i32('feature'),
    cut: state.f32('cut'),
    left: state.i32('left'),
    rows: state.i32('rows'),
    leaves: state.f32('leaves'),
  };
  const leftOut = { sums: state.u8('sums'), counts: state.i32('counts') };
  return { trees: [trees], gains: state.f64('gains'), leftOut: leftOut.counts.length === 0 ? null : leftOut };
}

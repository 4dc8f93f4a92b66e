import type { Snapshot } from './snapshot';

type Place = Pick<Snapshot, 'sitting' | 'at' | 'state'>;

/** Of each shelf, per pipeline. */
const kept = 20;

/**
 * What the server never had, newest first: of each sitting the last snapshot, which holds its earlier edits. Another
 * sitting knows nothing of them, so nothing it saves makes them saved.
 */
export function lastUnsaved<T extends Place>(snapshots: readonly T[]): T[] {
  const seen = new Set<string>();
  return newestFirst(snapshots).filter(({ sitting, state }) => {
    const last = !seen.has(sitting);
    seen.add(sitting);
    return last && state === 'unsaved';
  });
}

/** What to forget: edits that were never saved give way only to newer ones of their kind, never to what was saved. */
export function surplus<T extends Place>(snapshots: readonly T[]): T[] {
  const open = lastUnsaved(snapshots);
  const others = newestFirst(snapshots).filter((snapshot) => !open.includes(snapshot));
  return [...open.slice(kept), ...others.slice(kept)];
}

export function newestFirst<T extends Place>(snapshots: readonly T[]): T[] {
  return [...snapshots].sort((a, b) => b.at - a.at);
}

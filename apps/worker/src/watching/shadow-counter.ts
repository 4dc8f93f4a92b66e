import type { EndpointId, ReleaseId } from '@millrace/pipeline-core/ids';
import type { Agreement, ShadowRows } from '@millrace/pipeline-core/rollout';
import { countRow, newRowCounter, type RowCounter, type RowFate, rowTotals } from './row-counter';

/** One row at the champion, and its copy at the release in shadow; `agreement` where both have answered it. */
export type CopiedRow = {
  endpoint: EndpointId;
  /** The one in shadow. */
  release: ReleaseId;
  champion: RowFate;
  challenger: RowFate;
  agreement: Agreement | null;
};

export type ShadowCounter = Omit<ShadowRows, 'champion' | 'challenger'> & {
  champion: RowCounter;
  challenger: RowCounter;
};

export function newShadowCounter(): ShadowCounter {
  const none = { dropped: 0, compared: 0, agreed: 0, measured: 0, distance: 0 };
  return { ...none, champion: newRowCounter(), challenger: newRowCounter() };
}

export function countCopy(counter: ShadowCounter, { champion, challenger, agreement }: CopiedRow): void {
  countRow(counter.champion, champion);
  countRow(counter.challenger, challenger);
  if (agreement === null) return;
  counter.compared += 1;
  if (agreement.agrees) counter.agreed += 1;
  // What is no number has no mean.
  if (agreement.difference === null || !Number.isFinite(agreement.difference)) return;
  counter.measured += 1;
  counter.distance += agreement.difference;
}

/** As they are kept. */
export function shadowTotals({ champion, challenger, ...counts }: ShadowCounter): ShadowRows {
  return { ...counts, champion: rowTotals(champion), challenger: rowTotals(challenger) };
}

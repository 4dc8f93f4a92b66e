import type { JsonObject } from '../../../json';
import { stepTitle } from '../../step-title';
import type { Rewrite } from '../leak';
import type { Lint, SplitPlace } from '../lint';
import { addBefore, changeSettings } from './small-rewrites';

/** The first of the settings a split step offers that this version of it takes. */
function settingsFor(
  split: SplitPlace,
  way: { by: 'group' | 'time'; column: string },
): { params: JsonObject; sorted: boolean } | null {
  const offered = split.contract.splits?.by(way) ?? [];
  const taken = offered.find(
    ({ params }) => split.contract.params.safeParse({ ...split.step.params, ...params }).success,
  );
  return taken ?? null;
}

/** "Use a grouped split by `customer`"; a split that cannot gets one row of each group instead. */
export function splitByGroup(lint: Lint, split: SplitPlace, column: string): Rewrite {
  const settings = settingsFor(split, { by: 'group', column });
  if (settings !== null) return changeSettings(split.step.id, `Use a grouped split by \`${column}\``, settings.params);
  const keep = { type: 'drop-duplicates', params: { columns: [column] } };
  return addBefore(lint, { place: split, title: `Keep one row of each \`${column}\``, steps: [keep] });
}

/** "Split by time": early rows train, late rows test. */
export function splitByTime(lint: Lint, split: SplitPlace, column: string): Rewrite | null {
  const settings = settingsFor(split, { by: 'time', column });
  if (settings === null) return null;
  const title = `${stepTitle(split.step)} in the order of \`${column}\``;
  if (!settings.sorted) return changeSettings(split.step.id, title, settings.params);
  const sort = { type: 'sort-rows', params: { keys: [{ column, direction: 'ascending' }] } };
  return addBefore(lint, {
    place: split,
    title,
    steps: [sort],
    after: [{ op: 'set-params', step: split.step.id, params: settings.params }],
  });
}

/** "Split in the order of the rows": the first rows train, the last rows test; null where the step cannot. */
export function splitInOrder(split: SplitPlace): Rewrite | null {
  // Whatever the column is called: those settings need none.
  const offered = split.contract.splits?.by({ by: 'time', column: '' }) ?? [];
  const settings = offered.find(({ sorted }) => sorted);
  if (settings === undefined) return null;
  return changeSettings(split.step.id, `${stepTitle(split.step)} in the order of the rows`, settings.params);
}

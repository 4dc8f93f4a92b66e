import type { Column, TableSchema } from '../../../schema/table-schema';
import { isTime } from '../../../steps/prepare/comparable';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import { arriving, type Lint, type Place } from '../lint';
import { changeSettings } from '../rewrites/small-rewrites';

/** So many rows for each key at least: then the right table is a history. */
const rowsPerKey = 1.05;

/** A history is joined by key alone: rows get values that were not known at their time. */
export const currentValuesJoined: LeakRule = {
  code: 'current-values-joined',
  title: 'Joined with values of another time',
  find: (lint) =>
    lint.places.flatMap((place) => {
      const times = historyTimes(lint, place);
      const { joins } = place.contract;
      if (times === null || joins === undefined) return [];
      const title = stepTitle(place.step);
      const message = `${title}: the right table has several rows for a key, each of its own \`${times.right}\`, and the left rows have a time, \`${times.left}\`. Joined by key alone they get what was not known yet. Join as of that time.`;
      return [
        {
          step: place.step.id,
          about: `${times.left}, ${times.right}`,
          severity: 'warning' as const,
          message,
          rewrite: changeSettings(
            place.step.id,
            `Join as of \`${times.left}\` and \`${times.right}\``,
            joins.asOf(times),
          ),
        },
      ];
    }),
};

function historyTimes(lint: Lint, { step, contract, params }: Place): { left: string; right: string } | null {
  const { joins } = contract;
  const [left, right] = [arriving(lint, step.id, 'left'), arriving(lint, step.id, 'right')];
  if (joins === undefined || left === null || right === null || !joins.atAnyTime(params)) return null;
  const keys = joins.keys(params, left.table, right.table);
  const [leftTime, rightTime] = [timeOf(left.table), timeOf(right.table)];
  if (leftTime === null || rightTime === null) return null;
  const byTime = keys.some((key) => key.left === leftTime || key.right === rightTime);
  return !byTime && isHistory(right.table, keys) ? { left: leftTime, right: rightTime } : null;
}

function timeOf({ columns }: TableSchema): string | null {
  const time = columns.find(({ role }) => role === 'time') ?? columns.find(({ type }) => isTime(type));
  return time?.name ?? null;
}

/** More rows than there can be different keys. */
function isHistory({ rows, columns }: TableSchema, keys: readonly { right: string }[]): boolean {
  if (rows === undefined || keys.length === 0) return false;
  const found = keys.flatMap((key) => columns.find(({ name }) => name === key.right) ?? []);
  const distinct = found.reduce(
    (product, column: Column) => product * (column.distinct ?? Number.POSITIVE_INFINITY),
    1,
  );
  return found.length === keys.length && rows > distinct * rowsPerKey;
}

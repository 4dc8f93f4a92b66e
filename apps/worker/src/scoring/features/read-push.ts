import { cellFromJson, cellToJson, isNullCell } from '@millrace/pipeline-core/expression';
import { entityKey, type NewOnlineRow, type ViewColumn } from '@millrace/pipeline-core/features';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import type { FeatureProblem } from './feast-answer';
import type { OnlineView } from './online-store';

export const frameSchema = z.record(z.string(), z.array(z.json()));
export type Frame = z.output<typeof frameSchema>;

/** Feast's names of the two times of a row, and ours. */
const eventNames = ['event_timestamp', 'event_time'];
const knownNames = ['created', 'created_timestamp', 'known_since'];

const mostRows = 10_000;
/** Clocks differ a little. */
const aheadMs = 5_000;

/** The columns of a pushed frame as rows of a view; what is wrong is named by column and row, and nothing is taken then. */
export function readPush(
  frame: Frame,
  { view, now }: { view: OnlineView; now: number },
): Result<NewOnlineRow[], FeatureProblem> {
  const problem = (code: string, message: string) => err({ status: 422 as const, code, message });
  const { keys, features, name } = view.facts;
  const event = eventNames.find((column) => frame[column] !== undefined);
  const known = knownNames.find((column) => frame[column] !== undefined);
  if (event === undefined)
    return problem('no-event-time', 'Send the column event_timestamp: the time the values speak of.');
  const gone = [...keys, ...features].find((column) => frame[column.name] === undefined);
  if (gone !== undefined)
    return problem('missing-column', `The view ${name} has ${JSON.stringify(gone.name)}, which "df" does not hold.`);
  const own = new Set([...keys, ...features].map((column) => column.name)).add(event).add(known ?? event);
  const extra = Object.keys(frame).find((column) => !own.has(column));
  if (extra !== undefined) return problem('unknown-column', `The view ${name} has no column ${JSON.stringify(extra)}.`);
  const count = frame[event]?.length ?? 0;
  const uneven = Object.entries(frame).find(([, values]) => values.length !== count);
  if (uneven !== undefined)
    return problem(
      'uneven-columns',
      `"df" has ${count} values of ${event} and ${uneven[1].length} of ${uneven[0]}: send equally many.`,
    );
  if (count > mostRows) return problem('too-many-rows', `${count} rows in one request; send at most ${mostRows}.`);

  const rows: NewOnlineRow[] = [];
  for (let row = 0; row < count; row += 1) {
    const at = (column: string) => frame[column]?.[row] ?? null;
    const key = entityKey(
      keys,
      keys.map((column) => at(column.name)),
    );
    if (key === null)
      return problem(
        'bad-key',
        `Row ${row}: the key ${JSON.stringify(keys.map((column) => at(column.name)))} is not of the view's types.`,
      );
    const e = readTime(at(event));
    if (e === null)
      return problem(
        'bad-time',
        `Row ${row}: ${event} is ${JSON.stringify(at(event))}, not a time such as 2026-11-20T09:30:00Z.`,
      );
    if (Date.parse(e) > now + aheadMs)
      return problem('future-time', `Row ${row}: ${event} ${e} is still to come. Send it when it has come.`);
    const s = known === undefined || at(known) === null ? new Date(now).toISOString() : readTime(at(known));
    if (s === null)
      return problem(
        'bad-time',
        `Row ${row}: ${known} is ${JSON.stringify(at(known ?? ''))}, not a time such as 2026-11-20T09:30:00Z.`,
      );
    const values = readValues(features, at);
    if (!values.ok) return problem('mistyped', `Row ${row}: ${values.error}`);
    rows.push({ k: key, e, s, v: values.value });
  }
  return ok(rows);
}

function readValues(
  features: readonly ViewColumn[],
  at: (column: string) => Json,
): Result<Record<string, Json>, string> {
  const values: Record<string, Json> = {};
  for (const { name, type } of features) {
    const given = at(name);
    if (type === 'sparse' || type === 'bytes') return err(`${name} is ${type}, which cannot be pushed.`);
    const cell = cellFromJson(given, type);
    if (cell === undefined || (given !== null && isNullCell(cell)))
      return err(`${name} is ${JSON.stringify(given)?.slice(0, 60)}, expected ${type} or null.`);
    values[name] = jsonSchema.parse(cellToJson(cell, type));
  }
  return ok(values);
}

/** RFC 3339 as it came, to the microsecond; Feast's client sends UTC without a zone. Null for anything else. */
function readTime(value: Json): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/i.exec(value.trim());
  if (match === null) return null;
  const text = `${match[1]}T${match[2]}${match[3] ?? 'Z'}`;
  return Number.isNaN(Date.parse(text)) ? null : text;
}

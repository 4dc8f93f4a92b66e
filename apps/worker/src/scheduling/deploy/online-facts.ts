import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type AnswerRounding,
  type HeldOutRow,
  type OnlineFacts,
  roundingOf,
  type SignatureInput,
} from '@millrace/pipeline-core/release';
import { fillLookups } from '../../scoring/features/fill-lookups';
import { onlineLimit, viewsBeyond } from '../../scoring/features/online-limit';
import type { OnlineView } from '../../scoring/features/online-store';
import type { ServedRelease } from '../../scoring/releases/served-release';
import type { WantedEntities } from './online-view';
import { type Replayed, replayRows } from './replay-rows';
import { farthest } from './twin-facts';

/** Rows that are looked up: each costs a read of its entities and an answer. */
const mostRows = 1_000;
const mostShown = 3;

type Lookup = NonNullable<SignatureInput['lookup']> & { field: string };

type Options = {
  served: ServedRelease;
  rows: readonly HeldOutRow[];
  projectId: ProjectId;
  readView: (wanted: WantedEntities) => Promise<OnlineView | null>;
  /** Rows that are not asked by then are left out; on the clock that tells `now`. */
  end: number;
  /** What the views of a scoring process may take in memory; that of a process like this one when left out. */
  mostBytes?: number;
  now: () => number;
  wallClock: () => number;
  signal: AbortSignal;
};

/**
 * Asks a release its held-out rows with the looked-up fields left out, as callers do, and fills them from what is online
 * now by the very function that serves requests. Null for a release that looks nothing up.
 */
export async function onlineFacts(o: Options): Promise<OnlineFacts | null> {
  const { served, end, now, signal } = o;
  const lookups = served.signature.inputs.flatMap(({ name, lookup }) => (lookup ? [{ ...lookup, field: name }] : []));
  if (lookups.length === 0) return null;
  const rows = o.rows.slice(0, mostRows);
  const views = await readViews(lookups, { ...o, rows });
  const filled = await fillRows({ ...o, rows, lookups, views });
  const answers = await replayRows({ release: served, rows: filled, end, now, signal });
  const found: OnlineFacts = {
    ...{ missing: missingOf(lookups, views), unheld: viewsBeyond(views, o.mostBytes ?? onlineLimit()) },
    ...{ rows: answers.length, of: rows.length, first: [], wrong: [] },
    ...{ same: 0, different: 0, unknown: 0, moved: 0, refused: 0, refusal: null },
  };
  answers.forEach((answer, at) => {
    const [was, is] = [rows[at], filled[at]];
    if (was !== undefined && is !== undefined)
      tally(found, { was, is, answer, lookups, rounding: roundingOf(served.format) });
  });
  return found;
}

async function fillRows(
  o: Options & { lookups: readonly Lookup[]; views: ReadonlyMap<string, OnlineView | null> },
): Promise<HeldOutRow[]> {
  const { served, projectId, rows, lookups, views } = o;
  const online = { find: (_: ProjectId, name: string) => views.get(name) ?? null, whyUnheld: () => null };
  const filling = { chain: [served], projectId, online, now: o.wallClock() };
  const filled: HeldOutRow[] = [];
  for (const row of rows) {
    if (o.now() >= o.end) break;
    filled.push({ ...row, input: fillLookups(withoutLooked(row.input, lookups), filling).row });
    if (filled.length % 100 === 0) await setImmediate(); // scoring may live in this process
  }
  return filled;
}

function missingOf(lookups: readonly Lookup[], views: ReadonlyMap<string, OnlineView | null>): string[] {
  const missing = lookups.flatMap(({ view, feature }) => {
    const held = views.get(view) ?? null;
    if (held === null) return [`the feature view ${view}`];
    return held.places.has(feature) ? [] : [`${feature} of the feature view ${view}`];
  });
  return [...new Set(missing)];
}

type Asked = {
  was: HeldOutRow;
  is: HeldOutRow;
  answer: Replayed;
  lookups: readonly Lookup[];
  rounding: AnswerRounding;
};

/** Counts a row: as it was in the table, as it is filled today, and what it was answered so. */
function tally(found: OnlineFacts, { was, is, answer, lookups, rounding }: Asked): void {
  if (typeof answer === 'string') {
    found.refused += 1;
    found.refusal ??= `row ${was.row}: ${answer}`;
    found.wrong.push(was.row);
  }
  const others = lookups.filter(({ field }) => !isDeepStrictEqual(was.input[field], is.input[field]));
  if (others.length === 0) {
    found.same += 1;
    const apart = typeof answer === 'string' ? 0 : farthest(was.output, answer.output, rounding).apart;
    if (apart > rounding.most) {
      found.different += 1;
      found.wrong.push(was.row);
    }
    return;
  }
  const gone = others.some(({ field }) => is.input[field] == null);
  if (gone) found.unknown += 1;
  else found.moved += 1;
  note(found, { was, is, others, gone });
}

/** The first rows are kept; those that are given nothing come before those that are given something else. */
function note(
  { first }: OnlineFacts,
  { was, is, others, gone }: { was: HeldOutRow; is: HeldOutRow; others: readonly Lookup[]; gone: boolean },
): void {
  const field = (gone ? others.find((other) => is.input[other.field] == null) : others[0])?.field ?? '';
  const difference = { row: was.row, field, table: was.input[field] ?? null, online: is.input[field] ?? null };
  const kept = gone ? first.findIndex(({ online }) => online !== null) : first.length;
  first.splice(kept < 0 ? first.length : kept, 0, difference);
  first.length = Math.min(first.length, mostShown);
}

async function readViews(lookups: readonly Lookup[], o: Options): Promise<Map<string, OnlineView | null>> {
  const views = new Map<string, OnlineView | null>();
  for (const view of new Set(lookups.map((lookup) => lookup.view))) {
    // The same view may be looked up by several columns: where somebody lives, and where they work.
    const keys = lookups.flatMap((lookup) => (lookup.view === view ? [lookup.key] : []));
    const entities = o.rows.flatMap(({ input }) => keys.map((key) => key.map((column) => input[column])));
    views.set(view, await o.readView({ projectId: o.projectId, view, entities }));
  }
  return views;
}

function withoutLooked(input: JsonObject, lookups: readonly Lookup[]): JsonObject {
  const looked = new Set(lookups.map(({ field }) => field));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !looked.has(name)));
}

import { percentText } from '../../percent';
import { typeInWords } from '../../schema/type-in-words';
import { compareSketches } from '../../sketch/compare-sketches';
import type { Clue } from '../clue';
import type { ReadTable, StepPast, Suspect } from '../step-past';

type Pair = { was: ReadTable; is: ReadTable };

/** Tables that hold other rows than before: their columns, how many rows, missing cells, values. */
export function dataSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  return pairsOf(now, before).flatMap((pair) => [
    ...columnSuspects(pair, clue),
    ...rowSuspects(pair, clue),
    ...missingSuspects(pair, clue),
    ...valueSuspects(pair, clue),
  ]);
}

/** Tables at the same place whose content differs. */
export function pairsOf(now: StepPast, before: StepPast): Pair[] {
  return now.tables.flatMap((is, at) => {
    const place = now.tables.slice(0, at).filter(({ port }) => port === is.port).length;
    const was = before.tables.filter(({ port }) => port === is.port)[place];
    return was === undefined || was.hash === is.hash ? [] : [{ was, is }];
  });
}

function columnSuspects({ was, is }: Pair, clue: Clue): Suspect[] {
  const [old, types] = [typesOf(was), typesOf(is)];
  const found = [
    ...[...old].flatMap(([name, type]) => {
      const current = types.get(name);
      if (current === undefined) return [{ name, text: `“${name}” is gone.`, score: 60 }];
      if (current === type) return [];
      return [{ name, text: `“${name}” was ${typeInWords(type)} and is ${typeInWords(current)}.`, score: 60 }];
    }),
    ...[...types].flatMap(([name]) => (old.has(name) ? [] : [{ name, text: `“${name}” is new.`, score: 20 }])),
  ];
  if (found.length === 0) return [];
  const score = Math.max(...found.map((one) => (clue.names(one.name) ? one.score + 35 : one.score)));
  return [
    {
      kind: 'columns',
      title: `The columns of ${is.from} changed.`,
      details: found.map(({ text }) => text),
      score: quiet(score, clue),
    },
  ];
}

/** A machine that fails does so whatever the data are. */
function quiet(score: number, clue: Clue): number {
  return clue.machine ? Math.min(score, 40) : score;
}

function typesOf({ columns }: ReadTable) {
  return new Map(columns.map(({ name, type }) => [name, type]));
}

function rowSuspects({ was, is }: Pair, clue: Clue): Suspect[] {
  if (was.rows === is.rows) return [];
  const ratio = is.rows / Math.max(1, was.rows);
  const grown = ratio >= 1.5;
  const few = ratio <= 0.5;
  const spoken = (few || is.rows === 0) && clue.speaksOf(/\brows?\b/);
  const base = is.rows === 0 ? 65 : few ? 40 : grown ? 25 : 8;
  const score = base + (clue.limit !== null && grown ? 60 : 0) + (spoken ? 25 : 0);
  const count = (rows: number) => `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
  const title = `${is.from} has ${count(is.rows)} instead of ${was.rows.toLocaleString('en')}.`;
  return [{ kind: 'rows', title, details: [], score: quiet(Math.min(95, score), clue) }];
}

function missingSuspects({ was, is }: Pair, clue: Clue): Suspect[] {
  const old = shares(was);
  const found = [...shares(is)].flatMap(([name, share]) => {
    const then = old.get(name);
    if (then === undefined || share - then < (then === 0 ? 0.0005 : 0.02)) return [];
    const score =
      25 + 30 * (share - then) + (clue.names(name) ? 35 : 0) + (clue.speaksOf(/missing|empty|null|no value/i) ? 15 : 0);
    return [{ text: `“${name}”: ${percentText(share * 100, 1)} instead of ${percentText(then * 100, 1)}`, score }];
  });
  if (found.length === 0) return [];
  const worst = Math.max(...found.map(({ score }) => score));
  const details = found.sort((a, b) => b.score - a.score).map(({ text }) => text);
  return [{ kind: 'missing', title: `More cells of ${is.from} are missing.`, details, score: quiet(worst, clue) }];
}

/** Share of missing cells by column, from the summary of the table or, without one, from what was known when it was made. */
function shares({ sketch, columns }: ReadTable): Map<string, number> {
  if (sketch !== null)
    return new Map(sketch.columns.map(({ name, missing }) => [name, sketch.rows === 0 ? 0 : missing / sketch.rows]));
  return new Map(columns.flatMap(({ name, missing }) => (missing === undefined ? [] : [[name, missing] as const])));
}

/** Moved so far counts as another distribution (population stability index). */
const movedPsi = 0.25;
const shownValues = 5;

function valueSuspects({ was, is }: Pair, clue: Clue): Suspect[] {
  if (was.sketch === null || is.sketch === null) return [];
  const found = compareSketches(was.sketch, is.sketch).columns.flatMap(({ name, newValues, psi }) => {
    const named = clue.names(name) ? 35 : 0;
    if (newValues.length > 0) {
      const told = newValues.some((value) => clue.names(value)) ? 35 : 0;
      const rest = newValues.length > shownValues ? ` and ${newValues.length - shownValues} more` : '';
      return [
        {
          text: `“${name}” has new values: ${newValues.slice(0, shownValues).join(', ')}${rest}`,
          score: 28 + named + told,
        },
      ];
    }
    if (psi === null || psi < movedPsi) return [];
    return [{ text: `“${name}” is spread otherwise (PSI ${psi.toFixed(2)})`, score: 18 + named }];
  });
  if (found.length === 0) return [];
  found.sort((a, b) => b.score - a.score);
  const details = found.map(({ text }) => text);
  return [
    { kind: 'values', title: `${is.from} holds other values.`, details, score: quiet(found[0]?.score ?? 0, clue) },
  ];
}

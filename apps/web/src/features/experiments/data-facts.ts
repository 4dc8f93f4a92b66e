import type { Outputs } from '../../client/outputs';
import { formatCount, formatNumber, noValue } from '../../lib/format-number';
import { howSplit } from '../splits/split-words';

export type Details = Outputs['experiments']['details'];
type Candidate = Details['candidates'][number];

/** What a run says of a fact: the words, what it has more or less than the run it is compared with, and the whole of it. */
export type DataCell = { text: string; under?: string; title?: string; letter?: true };
export type DataFact = { name: string; cells: ReadonlyMap<string, DataCell> };
export type DataRow = { id: string; data: string | null };

const unknown: DataCell = { text: noValue };

/**
 * What the compared were fitted on, by facts: those that are not alike in all, and those that are. `base`: the run that
 * columns and features are told against, else the first.
 */
export function dataFacts(o: { rows: readonly DataRow[]; details: Details; base: string | null }): {
  differing: DataFact[];
  same: { name: string; text: string }[];
} {
  const known = new Map(o.details.candidates.map((one) => [one.id, one]));
  const base = known.get(o.base ?? '') ?? o.rows.flatMap(({ id }) => known.get(id) ?? [])[0];
  const facts = readers(o.details, base).map(({ name, read }): DataFact => {
    const cells = o.rows.map((row): [string, DataCell] => {
      const candidate = known.get(row.id);
      if (candidate !== undefined) return [row.id, read(candidate)];
      return [row.id, name === 'Data' ? { text: row.data ?? noValue } : unknown];
    });
    return { name, cells: new Map(cells) };
  });
  const isSame = ({ cells }: DataFact) =>
    new Set([...cells.values()].map(({ text, title }) => title ?? text)).size <= 1;
  return {
    differing: facts.filter((fact) => !isSame(fact)),
    same: facts
      .filter(isSame)
      .flatMap(({ name, cells }) => {
        const cell = [...cells.values()][0] ?? unknown;
        return { name, text: cell.letter ? 'the same' : cell.text };
      })
      .filter(({ text }) => text !== noValue),
  };
}

type Reader = { name: string; read: (candidate: Candidate) => DataCell };

function readers({ candidates, batches }: Details, base: Candidate | undefined): Reader[] {
  const batchesOf = ({ fitted }: Candidate) => batches.filter(({ id }) => fitted.batches.includes(id));
  const columnsOf = (one: Candidate) => [...new Set(batchesOf(one).flatMap(({ columns }) => columns))];
  const preparations = lettersOf(candidates.map(({ fitted }) => fitted.featureSetId));
  const testSets = lettersOf(candidates.flatMap(({ fitted }) => fitted.trainedOn.receipt?.proof?.testSet ?? []));
  return [
    { name: 'Data', read: (one) => ({ text: batchesOf(one).map(nameOfBatch).join(', ') || noValue }) },
    {
      name: 'Rows of the data',
      read: (one) => {
        const found = batchesOf(one);
        return found.length === 0 ? unknown : { text: formatNumber(found.reduce((sum, { rows }) => sum + rows, 0)) };
      },
    },
    { name: 'Columns', read: (one) => names(columnsOf(one), base && columnsOf(base)) },
    { name: 'Target', read: ({ fitted }) => ({ text: fitted.target || noValue }) },
    { name: 'Features', read: ({ fitted }) => names(fitted.features, base?.fitted.features) },
    {
      name: 'Preparation',
      read: ({ fitted }) => ({ ...lettered(preparations, fitted.featureSetId) }),
    },
    { name: 'Train, validation, test', read: partsOf },
    {
      name: 'Split',
      read: ({ fitted: { trainedOn } }) => ({
        text: trainedOn.receipt === undefined ? 'none' : howSplit(trainedOn.receipt),
      }),
    },
    {
      name: 'Test rows',
      read: ({ fitted: { trainedOn } }) => {
        const testSet = trainedOn.receipt?.proof?.testSet;
        return testSet === undefined ? unknown : lettered(testSets, testSet);
      },
    },
  ];
}

function nameOfBatch({ dataset, number }: Details['batches'][number]): string {
  return `${dataset} v${number}`;
}

function partsOf({ fitted: { trainedOn } }: Candidate): DataCell {
  const { receipt, rows } = trainedOn;
  if (receipt === undefined) return { text: `all ${formatNumber(rows)}` };
  const { train, validation, test } = receipt.counts;
  return { text: [train, validation, test].map((count) => formatNumber(count)).join(' · ') };
}

/** How many names there are, and which are more or less than those of the base. */
function names(own: readonly string[], base: readonly string[] | undefined): DataCell {
  if (own.length === 0) return unknown;
  const more = own.filter((name) => base?.includes(name) === false);
  const less = (base ?? []).filter((name) => !own.includes(name));
  const parts = [
    ...(more.length === 0 ? [] : [`+${listed(more)}`]),
    ...(less.length === 0 ? [] : [`−${listed(less)}`]),
  ];
  const title = own.toSorted().join(', ');
  return { text: String(own.length), title, ...(parts.length === 0 ? {} : { under: parts.join(' ') }) };
}

const named = 3;

function listed(texts: readonly string[]): string {
  const rest = texts.length - named;
  return rest > 0 ? `${texts.slice(0, named).join(', ')} and ${rest} more` : texts.join(', ');
}

function lettered(letters: ReadonlyMap<string, string>, digest: string): DataCell {
  return { text: letters.get(digest) ?? noValue, title: digest, letter: true };
}

/** A, B, C for the different ones of long digests, in the order they come. */
function lettersOf(digests: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    [...new Set(digests)].map((digest, at) => [digest, at < 26 ? String.fromCharCode(65 + at) : `${at + 1}`]),
  );
}

/** Whether figures and curves speak of the same rows, in words; null where all do, or where it is not known of two. */
export function otherRowsWords(candidates: readonly Candidate[]): string | null {
  const judged = candidates.flatMap(({ evaluation, fitted }) => {
    const rows = evaluation?.parts[evaluation.part].rows;
    if (evaluation === null || rows === undefined) return [];
    const testSet = evaluation.part === 'test' ? fitted.trainedOn.receipt?.proof?.testSet : undefined;
    return [testSet ?? `${evaluation.part} ${rows}`];
  });
  const sets = new Set(judged).size;
  if (sets < 2) return null;
  return `Judged on ${formatCount(sets, 'different set')} of rows: curves and counts stand side by side, but part of what sets them apart may be the rows.`;
}

/** The batches of two versions that differ, to be compared column by column; null unless there are exactly two. */
export function twoBatches(details: Details): readonly [Details['batches'][number], Details['batches'][number]] | null {
  const sets = new Set(details.candidates.map(({ fitted }) => fitted.batches.join(' ')));
  const [first, second, ...more] = details.batches;
  if (sets.size !== 2 || first === undefined || second === undefined || more.length > 0) return null;
  return [first, second];
}

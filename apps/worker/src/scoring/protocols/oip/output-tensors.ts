import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Signature, Task } from '@millrace/pipeline-core/release';
import type { ScoredRow } from '../../answering/score-row';

export type OutputTensor = {
  name: string;
  datatype: 'BYTES' | 'FP64' | 'INT64';
  shape: number[];
  /** NaN: there is none. */
  data: readonly number[] | readonly string[];
  parameters?: Record<string, string>;
};

type OutputSpec = Pick<OutputTensor, 'name' | 'datatype'> & {
  /** -1: as many as there are. */
  shape: number[];
  read(rows: readonly ScoredRow[]): OutputTensor;
};

type Answered = { task: Task; signature: Pick<Signature, 'outputs'> };

/** Given only where it is asked for by name: outcomes are reported with it. */
const predictionId: OutputSpec = texts('prediction_id', ({ id }) => id);

/** Number of the release that answered, empty for the constant. Given only where it is asked for by name, as the protocol has one version for all rows. */
const answeredBy: OutputSpec = texts('release', ({ release }) => (release === null ? '' : String(release.number)));

/** What a release answers with, as tensors, in their order. */
export function outputsOf({ task, signature }: Answered): OutputSpec[] {
  switch (task) {
    case 'binary':
    case 'multiclass':
      return [texts('label', ({ prediction }) => String(prediction ?? '')), probabilities(classesOf(signature))];
    case 'regression':
      return [numbers('prediction', ({ prediction }) => prediction)];
    case 'forecast':
      return [
        numbers('prediction', ({ prediction }) => prediction),
        numbers('low', ({ interval }) => interval?.low),
        numbers('high', ({ interval }) => interval?.high),
      ];
    case 'clustering':
      return [clusters];
    case 'anomaly':
      return [numbers('score', ({ prediction }) => prediction)];
    case 'ranking':
      return [items, scores, texts('from', ({ recommended }) => recommended?.from ?? '')];
    default:
      return assertNever(task);
  }
}

/** The outputs of these names, all when none is named; in words what is wrong with them. */
export function chooseOutputs(answered: Answered, names: readonly string[] | null): OutputSpec[] | string {
  const known = outputsOf(answered);
  if (names === null) return known;
  const chosen: OutputSpec[] = [];
  for (const name of names) {
    const found = [...known, predictionId, answeredBy].find((one) => one.name === name);
    if (found === undefined) {
      return `There is no output ${JSON.stringify(name)}: this model has ${known.map((one) => one.name).join(', ')}.`;
    }
    chosen.push(found);
  }
  return chosen;
}

const classPrefix = 'probability_';

/** Classes in the order in which the model counts them, as its signature names their probabilities. */
function classesOf({ outputs }: Pick<Signature, 'outputs'>): string[] {
  return outputs
    .slice(1) // the first is the class
    .filter(({ name }) => name.startsWith(classPrefix))
    .map(({ name }) => name.slice(classPrefix.length));
}

function texts(name: string, of: (row: ScoredRow) => string): OutputSpec {
  const base = { name, datatype: 'BYTES' } as const;
  return { ...base, shape: [-1], read: (rows) => ({ ...base, shape: [rows.length], data: rows.map(of) }) };
}

function numbers(name: string, of: (row: ScoredRow) => unknown): OutputSpec {
  const base = { name, datatype: 'FP64' } as const;
  const read = (rows: readonly ScoredRow[]) => ({ ...base, shape: [rows.length], data: rows.map(of).map(numberOr) });
  return { ...base, shape: [-1], read };
}

/** The constant of an endpoint may be any text. */
function numberOr(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
}

/** A row that the constant of the endpoint answered has none. A fallback may know other classes: they are put behind. */
function probabilities(known: readonly string[]): OutputSpec {
  const base = { name: 'probabilities', datatype: 'FP64' } as const;
  return {
    ...base,
    shape: [-1, known.length === 0 ? -1 : known.length],
    read(rows) {
      const labels = [...new Set([...known, ...rows.flatMap((row) => Object.keys(row.probabilities ?? {}))])];
      const data = rows.flatMap((row) => labels.map((label) => probabilityOf(row, label)));
      return { ...base, shape: [rows.length, labels.length], data, parameters: { labels: JSON.stringify(labels) } };
    },
  };
}

function probabilityOf({ probabilities: found }: ScoredRow, label: string): number {
  if (found === undefined) return Number.NaN;
  return Object.hasOwn(found, label) ? (found[label] ?? 0) : 0;
}

/** -1 where there is no number of a group, as for rows that belong to none. */
const clusters: OutputSpec = {
  name: 'cluster',
  datatype: 'INT64',
  shape: [-1],
  read(rows) {
    const data = rows.map(({ prediction }) => (Number.isSafeInteger(prediction) ? Number(prediction) : -1));
    return { name: 'cluster', datatype: 'INT64', shape: [rows.length], data };
  },
};

/** Lists of one request have one width, that of the longest: shorter ones end with empty texts and NaN. */
const items: OutputSpec = {
  name: 'items',
  datatype: 'BYTES',
  shape: [-1, -1],
  read(rows) {
    const width = longestList(rows);
    const data = rows.flatMap(({ recommended }) =>
      Array.from({ length: width }, (_, at) => String(recommended?.items[at]?.item ?? '')),
    );
    return { name: 'items', datatype: 'BYTES', shape: [rows.length, width], data };
  },
};

const scores: OutputSpec = {
  name: 'scores',
  datatype: 'FP64',
  shape: [-1, -1],
  read(rows) {
    const width = longestList(rows);
    const data = rows.flatMap(({ recommended }) =>
      Array.from({ length: width }, (_, at) => recommended?.items[at]?.score ?? Number.NaN),
    );
    return { name: 'scores', datatype: 'FP64', shape: [rows.length, width], data };
  },
};

function longestList(rows: readonly ScoredRow[]): number {
  return Math.max(0, ...rows.map(({ recommended }) => recommended?.items.length ?? 0));
}

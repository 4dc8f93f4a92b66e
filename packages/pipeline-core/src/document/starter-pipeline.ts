import { quoteColumn } from '../expression/explain';
import { percentText } from '../percent';
import type { TableProfile } from '../profile/table-profile';
import { type TargetTask, taskFacts } from '../release/task-facts';
import { type CheckedTarget, checkTarget } from './check-target';
import { type ChosenColumns, chooseColumns, type ExcludedColumn } from './choose-columns';
import type { Note, PipelineDocument } from './pipeline-document';
import {
  candidates,
  type Deciding,
  documentOf,
  ending,
  middleRow,
  type Node,
  noteAbove,
  slug,
  splitStrategies,
  widthOfCandidates,
} from './starter-nodes';

export type StarterOptions = {
  profile: TableProfile;
  datasetId: string;
  datasetName: string;
  target: string;
  seed?: number;
};

export type Starter = {
  document: PipelineDocument;
  task: TargetTask;
  excluded: ExcludedColumn[];
  /** Sentences about what was seen and decided. */
  notes: string[];
};

/**
 * A whole first pipeline for a table (architecture.md 7, Quickstart): from the dataset over three candidates to a
 * deployed release. Throws a `PipelineError` when nothing can be learned from the target.
 */
export function starterPipeline({ profile, datasetId, datasetName, target, seed = 20 }: StarterOptions): Starter {
  const checked = checkTarget(profile, target);
  const columns = chooseColumns(profile.columns, target);
  const decides = decidingPart(checked.rows);
  const inOrderOf = risingDate(profile);
  const notes = [...notesOn(checked, columns), ...orderNotes(inOrderOf)];
  const name = slug(`${datasetName}-${target}`);
  const learnable = columns.features.length > 0;
  const before = preparation({ datasetId, datasetName, target, checked, columns, inOrderOf });
  const nodes = [
    ...before,
    ...candidates({ task: checked.task, learnable, column: before.length }),
    ...ending(name, { learnable, column: before.length + widthOfCandidates(learnable), decides }),
  ];
  const document = documentOf(nodes, { notes: { about: aboutNote(target, checked.task, notes) }, seed });
  return { document, task: checked.task, excluded: columns.excluded, notes };
}

type Preparation = {
  datasetId: string;
  datasetName: string;
  target: string;
  checked: CheckedTarget;
  columns: ChosenColumns;
  inOrderOf: string | null;
};

/** The date in whose order the rows lie; null where they lie in none, or begin with the latest. */
function risingDate({ columns }: TableProfile): string | null {
  const isTime = (type: string) => type === 'date' || type === 'timestamp';
  return columns.find(({ type, rowOrder }) => isTime(type) && rowOrder === 'rising')?.name ?? null;
}

function orderNotes(column: string | null): string[] {
  return column === null
    ? []
    : [`The rows lie in the order of \`${column}\`: the early ones train, the late ones test.`];
}

function preparation(o: Preparation): Node[] {
  const { datasetId, datasetName, target, checked, columns, inOrderOf } = o;
  const ids = columns.excluded.filter((column) => column.code === 'id-like').map((column) => column.column);
  const dropped = columns.excluded.filter((column) => column.code !== 'id-like').map((column) => column.column);
  const numbers = [...columns.castToNumber, ...(checked.castToNumber ? [target] : [])];
  const strategy = inOrderOf === null ? splitStrategies[checked.task] : 'sequential';
  return [
    { id: 'dataset', type: 'dataset', title: datasetName, params: { dataset: datasetId }, at: [0, middleRow] },
    {
      id: 'select',
      type: 'select-columns',
      params: { mode: 'drop', columns: dropped, target, ids },
      at: [1, middleRow],
      from: { table: 'dataset.table' },
    },
    {
      id: 'cast',
      type: 'cast-types',
      params: { types: Object.fromEntries(numbers.map((name) => [name, 'number'])) },
      at: [2, middleRow],
      from: { table: 'select.table' },
    },
    {
      id: 'filter',
      type: 'filter-rows',
      title: 'Target known',
      params: { condition: knownTarget(checked) },
      at: [3, middleRow],
      from: { table: 'cast.table' },
    },
    {
      id: 'split',
      type: 'split-rows',
      params: { strategy, ...shares(checked.rows) },
      at: [4, middleRow],
      from: { table: 'filter.table' },
    },
  ];
}

/** Up to this many rows, boosted trees choose their rounds by cross-validation and want every row for it. */
const smallTable = 10_000;

/** Few rows: no validation part, the test rows decide. Many rows: a part of their own for choosing between candidates. */
function decidingPart(rows: number): Deciding {
  return rows <= smallTable ? 'test' : 'validation';
}

function shares(rows: number): { train: number; validation: number; test: number } {
  return decidingPart(rows) === 'test'
    ? { train: 0.8, validation: 0, test: 0.2 }
    : { train: 0.7, validation: 0.1, test: 0.2 };
}

const smallNote =
  'Too few rows to keep some for choosing: the test rows choose the best candidate, too, so its figure looks a little better than it is.';

/** Rows whose target is there; a blank text is no class. */
function knownTarget({ column, castToNumber }: CheckedTarget): string {
  const name = quoteColumn(column.name);
  const blanks = column.type === 'text' && !castToNumber && (column.blankTexts ?? 0) > 0;
  return blanks ? `${name} is not null and trim(${name}) <> ''` : `${name} is not null`;
}

function notesOn({ column, task, rows, castToNumber }: CheckedTarget, columns: ChosenColumns): string[] {
  const notes = [
    taskFacts[task].target === 'number'
      ? `\`${column.name}\` is a number to predict.`
      : `\`${column.name}\` has ${column.distinct} classes${column.top[0] === undefined ? '' : `; the most frequent is \`${column.top[0].value}\` (${share(column.top[0].count, rows)})`}.`,
  ];
  if (rows < column.rows) notes.push(`${column.rows - rows} rows have no target and are left out.`);
  const casts = [...columns.castToNumber, ...(castToNumber ? [column.name] : [])];
  for (const name of casts)
    notes.push(`\`${name}\` is text that holds numbers; it is read as a number, blanks become missing.`);
  for (const { column: name, reason } of columns.excluded) notes.push(`\`${name}\` is left out: ${reason}.`);
  if (columns.features.length > 0 && decidingPart(rows) === 'test') notes.push(smallNote);
  if (columns.features.length === 0) notes.push('No column is left to learn from: only the baseline can be trained.');
  return notes;
}

function aboutNote(target: string, task: TargetTask, notes: readonly string[]): Note {
  const text = [
    `### Predict ${target}`,
    `Made from the data: ${taskFacts[task].label}, three candidates on the same split.`,
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
  return noteAbove(text.slice(0, 4000));
}

function share(count: number, rows: number): string {
  return percentText((100 * count) / rows, 0);
}

import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { outputWidth } from '@millrace/pipeline-core/release';
import type { BlockScorer, FeatureColumn, StoredModel } from '../model-runtime';
import { checkColumns } from '../row-values';
import type { AskPython, ModelDoors, PythonAnswer } from './ask-python';
import { decodePython, type PythonFacts } from './python-facts';

const blockRows = 8192;
/** How far a probability may lie outside of 0 to 1, and the sum of a row from 1: what single floats leave over. */
const slack = { outside: 1e-6, ofSum: 1e-3 };

/** A scorer that asks a Python, block by block; the first question starts it. */
export function loadPython(stored: StoredModel, doors: ModelDoors = {}): BlockScorer {
  const facts = decodePython(stored);
  const outputs = outputWidth(stored.task, stored.classes?.length ?? 0);
  const features = stored.features.map(({ name }) => name);
  let ask: AskPython | undefined;
  return {
    outputs,
    async scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      if (doors.python === undefined) throw noDoor();
      ask ??= doors.python({ facts, pickle: stored.weights, features });
      const out = new Float64Array(rows * outputs);
      for (let first = 0; first < rows; first += blockRows) {
        const count = Math.min(blockRows, rows - first);
        const told = await ask(cut(columns, first, count), count);
        out.set(sharesOf(told, { facts, classes: stored.classes ?? [], rows: count }), first * outputs);
      }
      return out;
    },
  };
}

function cut(columns: readonly FeatureColumn[], first: number, count: number): FeatureColumn[] {
  return columns.map((column): FeatureColumn => {
    switch (column.kind) {
      case 'number':
        return { ...column, values: column.values.subarray(first, first + count) };
      case 'category':
      case 'text':
        return { ...column, values: column.values.slice(first, first + count) };
      case 'vector':
        throw new Error(`feature ${column.name}: a Python model reads no vectors`);
      default:
        return assertNever(column);
    }
  });
}

type Asked = { facts: PythonFacts; classes: readonly string[]; rows: number };

/** The answers in our order of classes, rows x outputs. What a model says is not believed before it is looked at. */
function sharesOf(told: PythonAnswer, { facts: { answers }, classes, rows }: Asked): Float64Array {
  if (answers.kind === 'labels') {
    if (told.kind !== 'labels' || told.labels.length !== rows) throw otherAnswer('no class for each row');
    const unknown = told.labels.find((label) => !classes.includes(label));
    if (unknown !== undefined) throw otherAnswer(`the class “${unknown.slice(0, 100)}”, which no train row has`);
    return Float64Array.from({ length: rows * classes.length }, (_, at) => {
      const label = told.labels[Math.floor(at / classes.length)];
      return label === classes[at % classes.length] ? 1 : 0;
    });
  }
  if (told.kind !== 'numbers' || told.values.length !== rows * told.width) throw otherAnswer('no number for each row');
  if (answers.kind === 'number') {
    if (told.width !== 1) throw otherAnswer(`${told.width} numbers a row`);
    return told.values;
  }
  const { columns } = answers;
  if (told.width !== columns.length) throw otherAnswer(`${told.width} numbers a row for ${columns.length} classes`);
  requireShares(told);
  return Float64Array.from({ length: told.values.length }, (_, at) => {
    const row = Math.floor(at / told.width);
    return told.values[row * told.width + columns[at % told.width]!]!;
  });
}

/** A row of NaN has no answer; any other has probabilities. */
function requireShares({ values, width }: { values: Float64Array; width: number }): void {
  for (let first = 0; first < values.length; first += width) {
    const row = values.subarray(first, first + width);
    if (row.every(Number.isNaN)) continue;
    const wrong = row.find((value) => !(value >= -slack.outside && value <= 1 + slack.outside));
    if (wrong !== undefined) throw otherAnswer(`the probability ${wrong}`);
    const sum = row.reduce((so, value) => so + value, 0);
    if (Math.abs(sum - 1) > slack.ofSum) throw otherAnswer(`probabilities that sum to ${sum}`);
  }
}

function otherAnswer(seen: string): PipelineError {
  return new PipelineError({
    code: 'python-answer',
    family: 'pipeline',
    place: 'Python model',
    seen,
    expected: 'for each row a number, or a probability of each class: from 0 to 1, summing to 1',
    next: 'Look at what predict and predict_proba of the kept estimator answer.',
  });
}

function noDoor(): PipelineError {
  return new PipelineError({
    code: 'python-missing',
    family: 'operator',
    place: 'Python model',
    seen: 'a process that starts no Python',
    expected: 'one that does',
    next: 'Ask it for a table by a Batch score step, or keep it as ONNX.',
  });
}

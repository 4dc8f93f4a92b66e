import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { outputWidth } from '@millrace/pipeline-core/release';
import type { BlockScorer, FeatureColumn, StoredModel } from '../../model-runtime';
import { checkColumns } from '../../row-values';
import { type OnnxAnswer, type OnnxSession, openOnnx } from '../session';
import { numbersOf } from './answers';
import { checkOnnxFile } from './check-file';
import { feedsOf } from './feeds';
import { decodeImported, type ImportedFacts } from './imported-model';

const blockRows = 4096;
const place = 'Imported model';

/**
 * A scorer that asks ONNX Runtime, block by block. The runtime opens the file with the first question, so that a process that
 * only looks at the model never loads it.
 */
export function loadOnnx(stored: StoredModel): BlockScorer {
  const facts = decodeImported(stored);
  const outputs = outputWidth(stored.task, stored.classes?.length ?? 0);
  let session: Promise<OnnxSession> | null = null;
  return {
    outputs,
    async scoreBlock(columns, rows) {
      checkColumns(stored.features, columns);
      session ??= openChecked(stored.weights, place);
      const open = await session;
      const out = new Float64Array(rows * outputs);
      for (let first = 0; first < rows; first += blockRows) {
        const count = Math.min(blockRows, rows - first);
        out.set(await ask(open, { facts, columns, first, count, outputs }), first * outputs);
      }
      return out;
    },
  };
}

/** Opens a file that has been looked through. Throws in words what the runtime does not take. */
export async function openChecked(bytes: Uint8Array, where: string): Promise<OnnxSession> {
  checkOnnxFile(bytes, where);
  return openOnnx(bytes).catch((cause: unknown) => {
    throw new PipelineError({
      code: 'onnx-refused',
      family: 'pipeline',
      place: where,
      seen: `a file that ONNX Runtime does not take: ${messageOf(cause)}`,
      expected: 'a model of operators that it knows',
      next: 'Export it with an operator set of at most 21, without operators of your own.',
      cause,
    });
  });
}

export function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 300);
}

type Question = {
  facts: ImportedFacts;
  columns: readonly FeatureColumn[];
  first: number;
  count: number;
  outputs: number;
};

async function ask(session: OnnxSession, { facts, columns, first, count, outputs }: Question): Promise<Float64Array> {
  const { feeds, gaps } = feedsOf(facts.reads, columns, { first, count });
  const answers = await session.run(feeds).catch((cause: unknown) => {
    throw new PipelineError({
      code: 'onnx-failed',
      family: 'pipeline',
      place,
      seen: `ONNX Runtime stopped: ${messageOf(cause)}`,
      expected: 'an answer for every row',
      next: 'Try the same cells with the program that made the model.',
      cause,
    });
  });
  const shares = sharesOf(answers, { facts, rows: count, outputs });
  for (const row of gaps) shares.fill(Number.NaN, row * outputs, (row + 1) * outputs);
  return shares;
}

/** The answers in our order of classes, rows x outputs. */
function sharesOf(
  answers: ReadonlyMap<string, OnnxAnswer>,
  { facts, rows, outputs }: { facts: ImportedFacts; rows: number; outputs: number },
): Float64Array {
  const { answers: asked } = facts;
  const read = (width: number) => numbersOf(answers.get(asked.output), { output: asked.output, rows, width });
  switch (asked.kind) {
    case 'number':
      return read(1);
    case 'classes': {
      const width = asked.columns.length;
      const numbers = read(width);
      return Float64Array.from({ length: rows * outputs }, (_, at) => {
        const row = Math.floor(at / outputs);
        return numbers[row * width + asked.columns[at % outputs]!]!;
      });
    }
    case 'second': {
      const numbers = read(1);
      return Float64Array.from({ length: 2 * rows }, (_, at) => {
        const share = numbers[at >> 1]!;
        return (at % 2 === 1) === asked.flipped ? 1 - share : share;
      });
    }
    default:
      return assertNever(asked);
  }
}

import type { GoldenRow, HeldOutFacts, SignatureInput } from '@millrace/pipeline-core/release';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import type { OpenModel } from '../../data/model-file';
import { type KeptRows, storedRows } from '../../data/stored-rows';
import { cutPart } from '../../data/table-view';
import type { ExecutorJob, TableView } from '../executor';
import { answeredRows, inSpreadOrder } from './golden-rows';

/** Enough for groups of some hundred rows, and for 8 MiB of a file. */
const most = 5_000;
const mostBytes = 8 * 2 ** 20;
/** Cells that hold more than a word each: of these rows there are as many as golden ones. */
const wideTypes: ReadonlySet<ColumnType> = new Set(['vector', 'sparse', 'list', 'bytes']);

/**
 * The test rows that a release keeps to be replayed before it goes live, as requests with the answers of batch scoring:
 * some from all over where they are many. They stand in the order they were chosen in, so that the first of them, which
 * are all there is room or time for, come from all over as well. Without a test part, rows of the table, which prove that both paths agree and
 * nothing about how good the model is.
 */
export async function heldOutRows(
  job: Pick<ExecutorJob<unknown>, 'session' | 'title'>,
  options: {
    model: OpenModel;
    raw: TableView;
    rows: TableView;
    inputs: readonly SignatureInput[];
    /** Rows of the same kind: what one takes says how many there is room for, before any is read. */
    golden: readonly GoldenRow[];
    /** How many at most where a cell is wide. */
    wide: number;
  },
): Promise<KeptRows> {
  const { model, raw, inputs } = options;
  const test = await cutPart(job.session, raw, 'test');
  const narrow = inputs.some(({ type }) => wideTypes.has(type)) ? Math.min(options.wide, most) : most;
  const count = Math.min(narrow, roomFor(options.golden));
  const answered = await answeredRows(job, { ...options, test: test ?? raw, count });
  const lines: string[] = [];
  let bytes = 0;
  for (const row of inSpreadOrder(answered)) {
    const line = `${JSON.stringify(row)}\n`;
    bytes += Buffer.byteLength(line);
    if (bytes > mostBytes) break;
    lines.push(line);
  }
  const whose = whoseRows(model, { raw, hasTest: test !== null });
  return storedRows({ rows: lines.length, of: (test ?? raw).rows, ...whose }, lines.join(''));
}

/** How many rows as long as these there is room for. */
export function roomFor(golden: readonly GoldenRow[]): number {
  const bytes = golden.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0);
  return bytes === 0 ? most : Math.max(1, Math.ceil((mostBytes * golden.length) / bytes));
}

/** Held out of this very model: the rows come from the split that it was trained behind. */
function whoseRows(
  { manifest }: OpenModel,
  { raw, hasTest }: { raw: TableView; hasTest: boolean },
): Pick<HeldOutFacts, 'part' | 'testSet'> {
  const here = raw.meta.split?.receipt.proof?.testSet;
  const trained = manifest.trainedOn.receipt?.proof?.testSet;
  if (!hasTest || here === undefined || here !== trained) return { part: null };
  return { part: 'test', testSet: here };
}

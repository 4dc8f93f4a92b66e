import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StepContract } from '@millrace/pipeline-core/steps';
import type { ChildInput, StepRequest } from '../../child/protocol';
import { matchTable } from '../../data/preview/cut-table';
import type { PlacedStep } from '../../data/preview/preview-task';
import { schemaOf } from '../../data/table-view';
import { artifactsOf, loadOne } from './bring-table';
import { type PreviewWork, StepStopped } from './preview-work';
import { tooMuch } from './too-much';

/** A side of more rows is cut to those that the rows of the other side ask for, where keys say which. */
const mostLookedUp = 100_000;
/** A side of more rows is not read for a look. */
export const mostWholeRows = 1_000_000;

type Side = {
  step: PlacedStep;
  contract: StepContract;
  port: string;
  input: ChildInput;
  /** What the inputs before it have been given. */
  before: StepRequest['inputs'];
};

/** What rows are held against: all of it, as far as it matters to them and is no more than a look may read. */
export async function wholeSide(work: PreviewWork, side: Side): Promise<ChildInput> {
  const { table } = await loadOne(side.input);
  if (table === undefined || table.rows <= mostLookedUp) return side.input;
  const matched = await matchedRows(work, side);
  if (matched !== null) return matched;
  if (table.rows <= mostWholeRows) return side.input;
  const [seen, most] = [table.rows, mostWholeRows].map((rows) => `${rows.toLocaleString('en-US')} rows`);
  throw new StepStopped(
    side.step.id,
    tooMuch(side.step, { seen: `${seen} of ${side.input.title}`, most: String(most) }),
  );
}

/** Of the right side of a join the rows that have the keys of a left row; null where others matter, too. */
async function matchedRows(work: PreviewWork, side: Side): Promise<ChildInput | null> {
  const { contract, step, port, input, before } = side;
  const { joins } = contract;
  const [leftPort = ''] = Object.keys(contract.inputs);
  const leading = before[leftPort]?.[0];
  if (joins === undefined || port === leftPort || leading === undefined) return null;
  const params = contract.params.parse(step.params);
  if (joins.keepsRight(params)) return null;
  const [left, right] = [await loadOne(leading), await loadOne(input)];
  if (left.table === undefined || left.path === undefined) return null;
  if (right.table === undefined || right.path === undefined) return null;
  const keys = joins.keys(params, schemaOf(left.table.meta), schemaOf(right.table.meta));
  const [mine, theirs] = [namesOf(left.table), namesOf(right.table)];
  // Without keys each row is held against all; a column that is not there is for the step to name.
  if (keys.length === 0 || keys.some((key) => !mine.has(key.left) || !theirs.has(key.right))) return null;
  const to = join(work.folder, `side-${work.made.size}-${step.id}-${port}.parquet`);
  const { meta } = right.table;
  const matching = matchTable(work.session, { path: right.path, meta, other: left.path, keys, to });
  const kept = await matching.catch(whenKeysDiffer);
  work.signal.throwIfAborted();
  if (kept === null) return null;
  return { ...input, artifacts: artifactsOf(right.artifact, to, kept) };
}

/** Keys of types that do not compare: the step says so in its words. A full disk or too little memory is no such thing. */
function whenKeysDiffer(error: unknown): null {
  if (error instanceof PipelineError) throw error;
  return null;
}

function namesOf({ meta }: { meta: { columns: readonly { name: string }[] } }): ReadonlySet<string> {
  return new Set(meta.columns.map(({ name }) => name));
}

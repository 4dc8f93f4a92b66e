import { setImmediate } from 'node:timers/promises';
import {
  type ExplainedColumn,
  type SliceComparison,
  sliceComparer,
  sliceGroups,
  worseSlices,
} from '@millrace/pipeline-core/explain';
import { judgedRows, type PredictionSet, primaryMetric, takeRows } from '@millrace/pipeline-core/metrics';
import type { SignatureInput, SliceFacts, Task } from '@millrace/pipeline-core/release';
import type { SplitReceipt } from '@millrace/pipeline-core/split';
import type { HeldOut } from '../../data/read-held-out';
import type { ServedRelease } from '../../scoring/releases/served-release';
import { classesOfBoth, otherClasses } from './class-lists';
import type { Replayed } from './replay-rows';
import { replayedSet } from './replayed-set';

/** Smaller groups tell little of a difference. */
const minRows = 100;

type Compared = {
  held: HeldOut;
  release: Pick<ServedRelease, 'task' | 'signature'>;
  champion: Pick<ServedRelease, 'task'> & { name: string };
  /** What each of them said to the held-out rows, from the first on. */
  answers: { release: readonly Replayed[]; champion: readonly Replayed[] };
  /** Neither has learned from these rows. */
  unseen: boolean;
  /** The champion comes from other batches of data. */
  otherBatches?: boolean;
  /** The split that held the rows out. */
  split?: SplitReceipt | undefined;
  /** When to stop, on the clock that tells `now`: groups that were not compared by then are left out. */
  end: number;
  now: () => number;
  signal: AbortSignal;
};

/** A release and the one that answers today on the same held-out rows, group by group. */
export async function compareSlices(o: Compared): Promise<SliceFacts> {
  const { held, release, champion, answers, unseen, otherBatches = false, end, now, signal } = o;
  const { task } = release;
  if (champion.task !== task) return incomparable(`${champion.name} predicts something else`);
  if (held.facts.part === null) return incomparable('no rows were held out of the training of this release');
  const others = otherClasses(held, { task, name: champion.name, said: answers.champion });
  if (others !== null) return incomparable(others);
  const classes = held.classes && classesOfBoth(held.classes, [answers.release, answers.champion]);
  const [after, before] = [answers.release, answers.champion].map((said) =>
    replayedSet(task, { ...held, classes }, said),
  );
  if (after == null || before == null) return incomparable('its task has no right answer to a single row');
  const places = judgedByBoth(after, before);
  if (places.length < minRows) return incomparable(tooFew(places.length, { after, before, name: champion.name }));
  const metric = sliceMetric(task);
  const compare = sliceComparer({ before: takeRows(before, places), after: takeRows(after, places), metric, seed: 1 });
  const columns = groupColumns(release.signature.inputs, { held, places });
  const compared: SliceComparison[] = [];
  let cut = false;
  for (const group of sliceGroups(columns, { rows: places.length, minRows })) {
    cut = now() >= end;
    if (cut) break;
    const slice = await pausing(compare(group), { now, signal });
    if (slice !== null) compared.push(slice);
  }
  return {
    kind: 'compared',
    metric,
    rows: places.length,
    tested: compared.length,
    worse: worseSlices(compared),
    unseen,
    otherBatches,
    dependent: whyDependent(task, o.split),
    cut,
  };
}

/** Work between two pauses. */
const atOnceMs = 2;

/** Goes through a piece of work; other work of this process, such as its requests, comes in every two milliseconds. */
async function pausing<T>(
  steps: Generator<void, T>,
  { now, signal }: { now: () => number; signal: AbortSignal },
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    await setImmediate();
    for (const end = now() + atOnceMs; ; ) {
      const step = steps.next();
      if (step.done === true) return step.value;
      if (now() >= end) break;
    }
  }
}

/** Why the rows tell less than as many independent ones, which is what they are drawn as; null where nothing says so. */
function whyDependent(task: Task, split: SplitReceipt | undefined): string | null {
  if (task === 'forecast') return 'what a forecast is off by goes on from one time to the next';
  if (split?.strategy !== 'grouped') return null;
  return split.by === undefined ? 'the rows come in groups' : `rows of one ${split.by} belong together`;
}

/** Of numbers the mean error: R² of a group measures how alike its rows are as well. */
function sliceMetric(task: Task): string {
  return task === 'regression' ? 'mae' : primaryMetric(task);
}

function incomparable(why: string): SliceFacts {
  return { kind: 'incomparable', why };
}

/** Rows whose truth is known and which both have answered. */
function judgedByBoth(after: PredictionSet, before: PredictionSet): number[] {
  const known = new Set(judgedRows(before, null, 0));
  return judgedRows(after, null, 0).filter((row) => known.has(row));
}

function tooFew(both: number, o: { after: PredictionSet; before: PredictionSet; name: string }): string {
  const [mine, theirs] = [o.after, o.before].map((set) => judgedRows(set, null, 0).length);
  if (mine !== undefined && mine >= minRows)
    return `${o.name} answers only ${theirs} of the ${mine} held-out rows, and ${minRows} are needed`;
  return `only ${both} held-out rows can be judged, and ${minRows} are needed`;
}

/** The fields that callers send as columns to cut groups by; those of times, lists and the like are left out. */
function groupColumns(
  inputs: readonly SignatureInput[],
  { held, places }: { held: HeldOut; places: readonly number[] },
): ExplainedColumn[] {
  return inputs.flatMap(({ name, type }): ExplainedColumn[] => {
    const cells = places.map((place) => held.rows[place]?.input[name] ?? null);
    if (type === 'number' || type === 'integer') {
      const values = Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN));
      return [{ name, kind: 'number', values }];
    }
    if (type !== 'text' && type !== 'boolean') return [];
    return [{ name, kind: 'category', values: cells.map((cell) => (cell === null ? null : String(cell))) }];
  });
}

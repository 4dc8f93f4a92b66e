import type { ReplayFacts, SliceFacts } from '@millrace/pipeline-core/release';
import type { HeldOut } from '../../data/read-held-out';
import type { OnlineView } from '../../scoring/features/online-store';
import type { ServedRelease } from '../../scoring/releases/served-release';
import { compareSlices } from './compare-slices';
import type { DeployableRelease } from './deployment-port-types';
import { onlineFacts } from './online-facts';
import type { WantedEntities } from './online-view';
import { type Replayed, replayRows } from './replay-rows';
import { type ReplayEnds, replayEnds } from './replay-time';
import { twinFacts } from './twin-facts';

/** What answers today; `served` is null where it does not load any more. */
export type ReplayedChampion = { facts: DeployableRelease; served: ServedRelease | null };

type Context = {
  log: (line: string) => void;
  now: () => number;
  wallClock: () => number;
  signal: AbortSignal;
  readView: (wanted: WantedEntities) => Promise<OnlineView | null>;
};

/**
 * Asks a release, and the one that answers today, the rows that were held out of its training: whether single rows get
 * the answers of the table, also with what is online where it looks features up, and on which groups of rows it is worse.
 */
export async function replayHeldOut(
  o: { held: HeldOut; release: DeployableRelease; served: ServedRelease; champion: ReplayedChampion | null },
  context: Context,
): Promise<ReplayFacts> {
  const { held, release, served, champion } = o;
  const { log, now, signal } = context;
  const ends = replayEnds(now());
  log(`Asking ${held.rows.length} held-out rows one by one.`);
  const answers = await replayRows({ release: served, rows: held.rows, end: ends.rows, now, signal });
  const twin = twinFacts(held, { answers, format: served.format });
  log(`Asked ${twin.asked} of ${held.rows.length} held-out rows one by one: ${twin.different} answered otherwise.`);
  const online = await onlineFacts({
    ...{ served, rows: held.rows, projectId: release.projectId, end: ends.online },
    ...context,
  });
  if (online !== null)
    log(`Looked up the features of ${online.rows} of ${online.of} rows: ${online.same} are given what the table had.`);
  if (champion !== null) log(`Asking ${champion.facts.name} the same rows, then comparing them group by group.`);
  const slices = champion === null ? null : await slicesAgainst(champion, { ...o, answers, ends, now, signal });
  if (champion !== null && slices !== null) log(slicesLine(slices, champion.facts.name));
  return { twin, slices, online };
}

async function slicesAgainst(
  { facts, served }: ReplayedChampion,
  o: {
    held: HeldOut;
    release: DeployableRelease;
    served: ServedRelease;
    answers: readonly Replayed[];
    ends: ReplayEnds;
    now: () => number;
    signal: AbortSignal;
  },
): Promise<SliceFacts> {
  const { name } = facts;
  if (served === null) return { kind: 'incomparable', why: `${name} does not load any more` };
  const { held, answers, ends, now, signal } = o;
  const rows = held.rows.slice(0, answers.length);
  const theirs = await replayRows({ release: served, rows, end: ends.champion, now, signal });
  return compareSlices({
    ...{ held, release: o.served, split: o.release.receipt, end: ends.slices, now, signal },
    ...{ unseen: unseenBy(facts, held), otherBatches: fromOtherBatches(facts, o.release) },
    champion: { name, task: served.task },
    answers: { release: answers.slice(0, theirs.length), champion: theirs },
  });
}

/** The release of before has held out the same rows; nothing else proves that it has not learned from them. */
function unseenBy({ receipt }: DeployableRelease, { facts }: HeldOut): boolean {
  return facts.testSet !== undefined && receipt?.proof?.testSet === facts.testSet;
}

/** It knows none of the batches that the rows come from, which may hold the same rows: a full export every month does. */
function fromOtherBatches(before: DeployableRelease, { batches }: DeployableRelease): boolean {
  const known = new Set(before.batches);
  return known.size > 0 && batches.length > 0 && batches.every((batch) => !known.has(batch));
}

function slicesLine(slices: SliceFacts, name: string): string {
  return slices.kind === 'incomparable'
    ? `Groups of rows cannot be compared with ${name}: ${slices.why}.`
    : `Compared ${slices.tested} groups of rows with ${name}: worse on ${slices.worse.length}.${slices.cut ? ' There was no time for others.' : ''}`;
}

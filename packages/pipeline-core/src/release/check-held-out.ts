import { figure, groupWords } from '../card/card-words';
import type { WorseSlice } from '../explain/compare-slices';
import { canonicalJson } from '../json';
import { metricLabel } from '../metrics/metric-names';
import type { OnlineFacts } from './check-online';
import type { GateCheck } from './gate';

/** One answer that differs: of which row of the data, in which number of the answer. */
export type TwinDifference = {
  row: number;
  output: string;
  batch: number;
  /** What the single row got; a text says why it got no answer. */
  single: number | string;
};

/** Held-out rows that were asked one by one as callers ask, against the answers they got as a table. */
export type TwinFacts = {
  asked: number;
  /** How many are kept with the release; more than were asked, where there was no time for all. */
  kept: number;
  /** How many rows were held out; 0: none, the rows are those of a table without a split. */
  heldOut: number;
  largestDifference: number;
  /** Rows whose difference is more than rounding, and the first of them. */
  different: number;
  first: TwinDifference[];
};

/** The release and what answers today, compared on the same rows. */
export type SliceFacts =
  | { kind: 'incomparable'; why: string }
  | {
      kind: 'compared';
      metric: string;
      rows: number;
      /** Groups that were compared, all rows among them. */
      tested: number;
      worse: WorseSlice[];
      /** Neither has learned from these rows. False: nobody knows whether the release of before has. */
      unseen: boolean;
      /** The one of before comes from other batches, which may hold the same rows. */
      otherBatches?: boolean;
      /** Why rows are alike among themselves, though they are drawn as independent; null: they are taken to be. */
      dependent?: string | null;
      /** There was no time for more groups. */
      cut?: boolean;
    };

/** What came of asking the held-out rows; `slices` is null where nothing answers yet to compare with. */
export type ReplayFacts = {
  twin: TwinFacts;
  slices: SliceFacts | null;
  /** null of a release that looks nothing up. */
  online: OnlineFacts | null;
};

/** The rows that a release is to be asked are not where they were kept, or not what they were. */
export type LostRows = {
  kind: 'lost';
  rows: number;
  /** What is there instead. */
  seen: string;
};

/** Titles name what is looked at; whether it is well is said by the mark and the reason, and may be either. */
const twinBase = { id: 'held-out-rows', title: 'Held-out rows, as a table and one by one' };
/** The check of groups of rows, among those of a deployment. */
export const slicesCheckId = 'slices';
export const slicesBase = { id: slicesCheckId, title: 'Groups of rows against what answers today' };

/** What both checks say before the release was loaded, and of a release without such rows. */
type Asked = { replay: ReplayFacts | LostRows | null; loaded: boolean };

/** The path of a request and the path of a table give held-out rows the same answers. */
export function checkTwin({ replay, loaded }: Asked): GateCheck {
  if (replay === null) return without(twinBase, loaded);
  if (isLost(replay)) {
    const reason = `${lostWords(replay)} Nothing is proven beside the proof rows.`;
    return { ...twinBase, status: 'warn', reason, fix: findRows };
  }
  const { asked, kept, heldOut, largestDifference, different, first } = replay.twin;
  const measured = `${asked.toLocaleString('en')} of ${Math.max(heldOut, kept).toLocaleString('en')} ${heldOut > 0 ? 'held-out rows' : 'rows'}`;
  const base = { ...twinBase, measured };
  if (asked === 0)
    return { ...base, status: 'warn', reason: 'None could be asked, so nothing is proven beside the proof rows.' };
  if (different > 0) {
    const shown = first.map(differenceWords).join('; ');
    const more = different > first.length ? ` and ${(different - first.length).toLocaleString('en')} rows more` : '';
    const reason = `${different === 1 ? 'One row gets' : `${different.toLocaleString('en')} rows get`} another answer by itself than in the table: ${shown}${more}.`;
    return {
      ...base,
      status: 'fail',
      reason,
      fix: 'Register the model again; if it stays, report it with this release.',
    };
  }
  const same = largestDifference <= 0;
  const reason = same ? 'No difference.' : `Largest difference ${largestDifference.toExponential(1)}: rounding.`;
  return { ...base, status: 'pass', reason };
}

function differenceWords({ row, output, batch, single }: TwinDifference): string {
  return typeof single === 'string'
    ? `row ${row} gets no answer (${single})`
    : `row ${row} gets ${single} for ${output} instead of ${batch}`;
}

/** On no group of rows the release is proven worse than the one that answers today. */
export function checkSlices(asked: Asked & { championName: string | null }): GateCheck {
  const { replay, loaded, championName } = asked;
  if (championName === null)
    return { ...slicesBase, status: 'pass', reason: 'Nothing answers here yet to compare with.' };
  if (replay !== null && isLost(replay)) {
    const reason = `${lostWords(replay)} So nothing was compared with ${championName}.`;
    return { ...slicesBase, status: 'fail', reason, fix: `${findRows} Or say why it goes out without the comparison.` };
  }
  if (replay === null || replay.slices === null) return without(slicesBase, loaded);
  const { slices } = replay;
  if (slices.kind === 'incomparable')
    return { ...slicesBase, status: 'warn', reason: `Cannot be compared, because ${slices.why}.` };
  const { metric, rows, tested, worse, cut = false } = slices;
  const measured = `${rows.toLocaleString('en')} rows`;
  if (tested === 0) {
    const why = cut
      ? 'there was no time for any group after the rows were asked'
      : `${metricLabel(metric)} is not defined on any group of these rows, or one of two classes has fewer than 20`;
    return { ...slicesBase, status: 'warn', reason: `Nothing was compared with ${championName}: ${why}.`, measured };
  }
  if (worse.length === 0) {
    const reason = `No group is proven worse than with ${championName}: ${tested} compared by ${metricLabel(metric)}.`;
    if (!cut) return { ...slicesBase, status: 'pass', reason, measured };
    return { ...slicesBase, status: 'warn', reason: `${reason} There was no time for others.`, measured };
  }
  const shown = worse.slice(0, mostShown).map((slice) => sliceWords(slice, metric));
  const more = worse.length > mostShown ? ` And ${worse.length - mostShown} groups more.` : '';
  const reason = `Worse than ${championName} on ${worse.length} of ${tested} groups: ${shown.join('; ')}.${more}`;
  const doubts = doubtsOf(slices, championName);
  if (doubts.length === 0) {
    const fix = `Look into these groups on the tab Slices of its model, keep ${championName}, or say why this one is right.`;
    const subjects = worse.map((slice) => ({
      id: `${championName} ${metric} ${canonicalJson(slice.terms)}`,
      text: sliceWords(slice, metric),
    }));
    return { ...slicesBase, status: 'fail', reason, measured, fix, subjects };
  }
  return { ...slicesBase, status: 'warn', reason: `${reason} ${doubts.join(' ')}`, measured };
}

/** Why groups that look worse are not proven to be. */
function doubtsOf(slices: Extract<SliceFacts, { kind: 'compared' }>, championName: string): string[] {
  const { unseen, otherBatches = false, dependent = null } = slices;
  const learned = otherBatches
    ? `${championName} comes from other batches of data, which may hold these rows all the same`
    : `${championName} may have learned from these rows`;
  return [
    ...(unseen ? [] : [`${learned}, which flatters it, so this is no proof.`]),
    ...(dependent === null
      ? []
      : [`This counts every row as one of its own, but ${dependent}, so chance may do more.`]),
  ];
}

const mostShown = 3;

/** "sex is f and age below 30 (412 rows): ROC AUC 0.71 against 0.8, 95% interval of the difference -0.12 to -0.06". */
function sliceWords({ terms, rows, before, after, interval }: WorseSlice, metric: string): string {
  const group = terms.length === 0 ? 'all rows' : groupWords(terms);
  const [low, high] = interval;
  return `${group} (${rows.toLocaleString('en')} rows): ${metricLabel(metric)} ${figure(after)} against ${figure(before)}, 95% interval of the difference ${figure(low)} to ${figure(high)}`;
}

export function isLost<T extends object>(found: T | LostRows): found is LostRows {
  return 'kind' in found && found.kind === 'lost';
}

function lostWords({ rows, seen }: LostRows): string {
  return `The ${rows.toLocaleString('en')} held-out rows of this release cannot be read: ${seen}.`;
}

const findRows = 'Restore this file from a copy of the artifact store.';

function without(base: { id: string; title: string }, loaded: boolean): GateCheck {
  return loaded
    ? { ...base, status: 'warn', reason: 'This release was packed before held-out rows were kept with one.' }
    : { ...base, status: 'not-run', reason: 'Checked while it deploys, on rows that were held out of its training.' };
}

import type { PreviewShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { drawingUpTo } from '@millrace/pipeline-core/graph';
import type { StepId } from '@millrace/pipeline-core/ids';
import type { PortType } from '@millrace/pipeline-core/schema';
import { formatNumber } from '../../lib/format-number';
import type { ShownState } from './step-view';

/** Rows that a preview shows at most. */
export const previewRows = 200;

type Rows = Extract<PreviewShape, { state: 'rows' }>;

/** States in which no run has made what the step would make now. */
const unmade: ReadonlySet<ShownState> = new Set(['ready', 'stale', 'failed', 'cancelled', 'blocked']);
/** States in which the last run did, unless the drawing was edited since. */
const made: ReadonlySet<ShownState> = new Set(['done', 'cached']);

type Case = {
  state: ShownState;
  /** Edited since the plan that the state is from. */
  edited: boolean;
  type: PortType;
  /** An earlier run is shown, and the step was part of it: its rows are what was asked for. */
  past: boolean;
};

/** Whether an output holds rows that have to be computed to be seen. */
export function asksPreview(o: Case): boolean {
  if (o.past) return false;
  if (o.type !== 'Table' && o.type !== 'Split' && o.type !== 'Predictions') return false;
  return unmade.has(o.state) || (o.edited && made.has(o.state));
}

/** Whether an output is shown by its preview: not while only a run can make its rows and an earlier one left some. */
export function showsPreview(
  { wanted, answer }: { wanted: boolean; answer: PreviewShape | null },
  output: { kind: string } | undefined,
): boolean {
  return wanted && !(answer?.state === 'none' && output?.kind === 'table');
}

/** What the rows of a step hang on, as text that stays the same while other things are edited, moved or renamed. */
export function drawnText(document: PipelineDocument, step: StepId): string {
  const { steps, ...rest } = drawingUpTo(document, step);
  const placed = Object.values(steps).map((one) => [one.id, { ...one, position: { x: 0, y: 0 } }] as const);
  return JSON.stringify({ ...rest, steps: Object.fromEntries(placed) });
}

/** Why these rows are computed and not read: a sentence. */
export function previewLead({ state, note }: { state: ShownState; note: string }): string {
  switch (state) {
    case 'ready':
      return 'The step has not run.';
    case 'stale':
      return `Its result is out of date: ${note}.`;
    case 'failed':
      return 'Its last run failed.';
    case 'cancelled':
      return 'The run was stopped before it was done.';
    case 'blocked':
      return `The run did not get here: ${note}.`;
    case 'draft':
      return `The step is not ready: ${note}. These are the rows before the last edit.`;
    case 'done':
    case 'cached':
      return 'Changed since its last run.';
    case 'queued':
    case 'running':
    case 'waiting':
    case 'disabled':
      return ''; // nothing is computed then
    default:
      return state satisfies never;
  }
}

/** On which rows it was computed: a sentence; nothing where a step reads none. */
export function basisText({ way, rows, of, places }: Rows['basis']): string {
  if (of === 0) return '';
  const [some, all] = [formatNumber(rows), formatNumber(of)];
  switch (way) {
    case 'all':
      return of === 1 ? 'Computed on the one row there is.' : `Computed on all ${all} rows.`;
    case 'first-rows':
      return `Computed on the first ${some} of ${all} rows.`;
    case 'sample':
      return `Computed on ${some} of ${all} rows, from ${places === 1 ? 'one place' : `${places} places`}.`;
    default:
      return way satisfies never;
  }
}

/** Which of the computed rows are shown, where not all of them are. */
export function shownText({ rows, total, parts, otherParts }: Rows): string {
  const seen = rows.length + otherParts;
  if (rows.length === 0 && otherParts > 0)
    return `None of the first ${formatNumber(seen)} rows is a train row, and only those are shown before a run.`;
  return [
    total > seen ? `the first ${formatNumber(seen)} of ${formatNumber(total)} computed` : '',
    parts === undefined ? '' : 'train rows only',
  ]
    .filter(Boolean)
    .join(', ');
}

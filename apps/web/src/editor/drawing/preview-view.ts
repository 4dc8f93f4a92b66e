import type { PreviewShape } from '@millrace/pipeline-core/api';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { ErrorReport } from '@millrace/pipeline-core/errors';
import { drawingUpTo } from '@millrace/pipeline-core/graph';
import type { StepId } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import type { PlanItem } from '@millrace/pipeline-core/plan';
import type { PortType } from '@millrace/pipeline-core/schema';
import { formatNumber } from '../../lib/format-number';
import type { ShownState } from './step-view';

/** Rows that a preview shows at most, and columns until somebody asks for all of them. */
export const previewRows = 200;
export const previewColumns = 60;

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
  /** Of the plan: whether the last run's result is that of the drawing, though the step would run again. */
  result?: PlanItem['result'];
  /** An earlier run is shown, and the step was part of it: its rows are what was asked for. */
  past: boolean;
};

/** Whether an output holds rows that have to be computed to be seen: no run made any, or an edit made them old. */
export function asksPreview(o: Case): boolean {
  if (o.past) return false;
  if (o.type !== 'Table' && o.type !== 'Split' && o.type !== 'Predictions') return false;
  if (o.state === 'stale' && o.result !== undefined && !o.edited) return false; // only the code is another now
  return unmade.has(o.state) || (o.edited && made.has(o.state));
}

/**
 * What to do about a drawing: ask for the one that stands still, never for that of before an edit. While an edit goes on
 * it is computing already, as far as a person can tell.
 */
export function askNow(o: { asked: boolean; settled: string; drawn: string; fetching: boolean }) {
  const still = o.settled === o.drawn;
  return { enabled: o.asked && still, computing: o.asked && (!still || o.fetching) };
}

/**
 * Whether a step was edited since the plan that its state is from. `planned`: what it hung on then; null while unknown.
 * The order of keys does not count: the server may hand a drawing back in another one.
 */
export function isEdited({ drawn, planned }: { drawn: string; planned: string | null }): boolean {
  if (planned === null || planned === drawn) return false;
  return canonicalJson(JSON.parse(planned)) !== canonicalJson(JSON.parse(drawn));
}

/** Whether an output is shown by its preview: not while there is none to show and a run has left rows. */
export function showsPreview(
  { wanted, answer }: { wanted: boolean; answer: PreviewShape | null },
  output: { kind: string } | undefined,
): boolean {
  if (output?.kind !== 'table') return wanted;
  return wanted && answer !== null && answer.state !== 'none';
}

const texts = new WeakMap<PipelineDocument, Map<StepId, string>>();

/** What the rows of a step hang on, as JSON that stays the same while other things are edited, moved or renamed. */
export function drawnText(document: PipelineDocument, step: StepId): string {
  const known = texts.get(document) ?? new Map<StepId, string>();
  texts.set(document, known);
  const text = known.get(step) ?? textOf(document, step);
  known.set(step, text);
  return text;
}

function textOf(document: PipelineDocument, step: StepId): string {
  const { steps, ...rest } = drawingUpTo(document, step);
  const placed = Object.values(steps).map((one) => [one.id, { ...one, position: { x: 0, y: 0 } }] as const);
  return JSON.stringify({ ...rest, steps: Object.fromEntries(placed) });
}

/** A column of a preview, with the place of its cells in a row. */
export type ShownColumn = Rows['columns'][number] & { place: number };

/** The columns that a person sees: those that the step made or changed first, since they are what is looked for. */
export function shownColumns({ columns }: Pick<Rows, 'columns'>): ShownColumn[] {
  const shown = columns.map((column, place) => ({ ...column, place })).filter(({ name }) => !name.startsWith('__'));
  const isTheStep = ({ change }: ShownColumn) => change !== undefined;
  return [...shown.filter(isTheStep), ...shown.filter((column) => !isTheStep(column))];
}

/** Which of the columns are shown, where not all of them are: a sentence. */
export function columnsText({ columns, columnCount }: Pick<Rows, 'columns' | 'columnCount'>): string {
  if (columns.length >= columnCount) return '';
  return `Shown are ${formatNumber(columns.length)} of ${formatNumber(columnCount)} columns.`;
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

/** What is said over rows of a run that are not those of the drawing any more. */
export function outdatedText(
  view: { state: ShownState; note: string },
  { answer, failure, computing }: { answer: PreviewShape | null; failure: ErrorReport | null; computing: boolean },
): string {
  const lead = previewLead(view);
  if (failure !== null) return `${lead} The preview failed: ${failure.message}`;
  if (answer?.state === 'none') return `${lead} ${answer.reason}`;
  const follows = answer === null && computing ? ' A preview is being computed.' : '';
  return `${lead} These rows are those of the last run.${follows}`;
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

/** On which rows a step was found to stop: a run looks at all of them, and may not. */
export function foundText(basis: Rows['basis'] | null): string {
  if (basis === null || basis.way === 'all') return 'Found before a run, on the rows of the preview.';
  return `Found on ${formatNumber(basis.rows)} of ${formatNumber(basis.of)} rows; a run looks at all of them.`;
}

/** Which of the computed rows are shown, where not all of them are. */
export function shownText({ rows, total, parts, otherParts, basis }: Rows): string {
  const seen = rows.length + otherParts;
  if (seen === 0 && total === 0)
    return basis.way === 'all'
      ? 'No row comes out.'
      : `No row comes out of these ${formatNumber(basis.rows)}; a run looks at all of them.`;
  if (rows.length === 0 && otherParts > 0)
    return `None of the first ${formatNumber(seen)} rows is a train row, and only those are shown before a run.`;
  return [
    total > seen ? `the first ${formatNumber(seen)} of ${formatNumber(total)} computed` : '',
    parts === undefined ? '' : 'train rows only',
  ]
    .filter(Boolean)
    .join(', ');
}

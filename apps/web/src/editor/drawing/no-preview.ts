import type { PreviewHelp } from '@millrace/pipeline-core/preview';
import type { PortType } from '@millrace/pipeline-core/schema';
import type { ShownState } from './step-view';

export type NoPreview = { text: string; action: 'run' | 'configure' | 'connect' | null };

type Case = {
  state: ShownState;
  note: string;
  type: PortType;
  /** Type of the step. */
  step?: string;
  hasOutput: boolean;
  /** Nothing is connected to an input that needs a line. */
  lacksInput?: boolean;
  /** Why its rows cannot be computed before a run, in a sentence or two. */
  why?: string;
  /** What helps there. */
  helps?: PreviewHelp;
};

/** The button for what helps where rows cannot be computed. */
export const helpActions = {
  run: 'run',
  settings: 'configure',
  line: 'connect',
} as const satisfies Record<PreviewHelp, NoPreview['action']>;

/** Why an output has nothing to show, in words for each case, and what would change that. */
export function noPreviewReason(o: Case): NoPreview {
  if (o.hasOutput && o.type !== 'Table' && o.type !== 'Split' && o.type !== 'Predictions') return madeBut(o);
  const helps = helpActions[o.helps ?? 'run'];
  switch (o.state) {
    case 'draft':
      return { text: `The step is not ready: ${o.note}.`, action: o.lacksInput === true ? 'connect' : 'configure' };
    case 'queued':
      return { text: `The step waits: ${o.note}. ${comes(o.type)} when it is done.`, action: null };
    case 'running':
      return { text: `The step is running. ${comes(o.type)} when it is done.`, action: null };
    case 'failed':
      return {
        text: `The step failed, so it made nothing. ${o.why ?? 'Mend it, then run to here.'}`,
        action: helps === 'run' ? 'configure' : helps,
      };
    case 'blocked':
      return { text: `The step got no data: ${o.note}.${after(o.why)}`, action: helps === 'run' ? null : helps };
    case 'cancelled':
      return { text: `The run was stopped before this step was done.${after(o.why)}`, action: helps };
    case 'waiting':
      return { text: 'The step waits for you.', action: null };
    case 'disabled':
      return { text: 'The step is disabled: what comes in is passed on.', action: null };
    case 'done':
    case 'cached':
      if (o.why !== undefined) return { text: `The step was changed since its last run. ${o.why}`, action: helps };
      return { text: 'The step is done and made nothing on this output.', action: null };
    case 'stale':
      return {
        text: `The result here is out of date: ${o.note}.${after(o.why ?? 'Run to here to see what it gives now.')}`,
        action: helps,
      };
    case 'ready':
      return { text: o.why === undefined ? notRun : `This step has not run yet. ${o.why}`, action: helps };
    default:
      return o.state satisfies never;
  }
}

const notRun = 'This step has not run yet, so there are no rows to show.';

/** What appears in the end: rows, or what else the output holds. */
function comes(type: PortType): string {
  return type === 'Model' ? 'The model comes' : type === 'Metrics' ? 'Figures appear' : 'Rows appear';
}

function after(why: string | undefined): string {
  return why === undefined ? '' : ` ${why}`;
}

const madeFiles: Readonly<Record<string, string>> = {
  'register-model': 'A release bundle, ready to deploy.',
  'export-onnx': 'The file, for other programs. Its proof below has the download.',
  'read-source': 'The bytes of the source, for the step that lands them.',
};

function madeBut({ type, step }: Pick<Case, 'type' | 'step'>): NoPreview {
  const what: Partial<Record<PortType, string>> = {
    Model: 'A trained model. An Evaluate step after it tells how good it is.',
    Transformer: 'Constants learned from train rows, frozen into the model.',
    File: madeFiles[step ?? ''] ?? 'A file. The page of the run has it for download.',
  };
  return { text: what[type] ?? 'This output holds no rows.', action: null };
}

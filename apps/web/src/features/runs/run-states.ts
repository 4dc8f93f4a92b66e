import type { RunStatus, StepStatus } from '@millrace/pipeline-core/run';
import type { StepDisplayState } from '../../ui/step-states';

const subjects: Readonly<Record<string, string>> = {
  release: 'Deployment',
  'onnx-export': 'ONNX export',
  explain: 'Explanation of a model',
  'batch-scoring': 'Batch scoring',
};

/** What a run was of: its pipeline, or what a button started, which has none. */
export function runSubject({ pipelineName, kind }: { pipelineName: string | null; kind: string }): string {
  return pipelineName ?? subjects[kind] ?? kind;
}

/** What the run protocol calls a step's status, in the words people read (ux.md 1.3). */
export const stepDisplayState: Record<StepStatus, StepDisplayState> = {
  waiting: 'queued',
  held: 'queued',
  ready: 'queued',
  running: 'running',
  parked: 'waiting',
  succeeded: 'done',
  cached: 'cached',
  failed: 'failed',
  skipped: 'blocked',
  cancelled: 'cancelled',
};

export const runDisplayState: Record<RunStatus, StepDisplayState> = {
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

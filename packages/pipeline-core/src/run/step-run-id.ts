import { type RunId, runIdSchema } from '../ids';

export type StepRunKey = { runId: RunId; idx: number };

const pattern = /^(.+)-(\d{1,6})$/;

/** The name of one step of one run, as pages show it and commands take it: the id of the run, a dash, the place of the step. */
export function stepRunId({ runId, idx }: StepRunKey): string {
  return `${runId}-${idx}`;
}

/** Null for a text that is no such name. */
export function parseStepRunId(text: string): StepRunKey | null {
  const [, run, idx] = pattern.exec(text.trim()) ?? [];
  const runId = runIdSchema.safeParse(run);
  return runId.success ? { runId: runId.data, idx: Number(idx) } : null;
}

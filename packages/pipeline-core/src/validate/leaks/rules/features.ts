import type { StepId } from '../../../ids';
import type { Lint, TrainerPlace } from '../lint';
import type { ColumnTrace, Use } from '../trace/column-trace';

/** Features with one fault in common, by the step where they are to be mended. */
export type Suspects = {
  step: StepId;
  columns: string[];
  trainers: TrainerPlace[];
  uses: Use[];
  /** Nothing learns from them yet. */
  draft: boolean;
};

export type Verdict = {
  step: StepId;
  column: string;
  use?: Use;
  /** The target it speaks of: what is told of several is told apart. */
  of?: string;
};

/** Asks of each feature of each trainer; what several trainers share is said once. */
export function suspects(
  lint: Lint,
  judge: (trace: ColumnTrace, o: { trainer: TrainerPlace; name: string }) => Verdict | null,
  { drafts }: { drafts: boolean } = { drafts: false },
): Suspects[] {
  const found = new Map<string, Suspects>();
  const ask = (trainer: TrainerPlace, draft: boolean) => {
    for (const { name } of trainer.features) {
      const trace = trainer.trace.columns.get(name);
      const verdict = trace === undefined ? null : judge(trace, { trainer, name });
      if (verdict === null) continue;
      const key = JSON.stringify([verdict.step, verdict.of]);
      const entry = found.get(key) ?? { step: verdict.step, columns: [], trainers: [], uses: [], draft };
      if (!entry.columns.includes(verdict.column)) entry.columns.push(verdict.column);
      if (!entry.trainers.includes(trainer)) entry.trainers.push(trainer);
      if (verdict.use !== undefined) entry.uses.push(verdict.use);
      found.set(key, entry);
    }
  };
  for (const trainer of lint.trainers) ask(trainer, false);
  if (drafts) for (const draft of lint.drafts) ask(draft, true);
  return [...found.values()];
}

export function targetTrace(trainer: TrainerPlace): ColumnTrace | undefined {
  return trainer.target === null ? undefined : trainer.trace.columns.get(trainer.target.name);
}

/** The outside columns whose cells of the row itself the target is made from. */
export function targetKeys(trainer: TrainerPlace): string[] {
  const uses = [...(targetTrace(trainer)?.uses ?? [])];
  return uses.flatMap(([key, use]) => (use.looks.has('row') ? [key] : []));
}

import type { StepId } from '../../../ids';
import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { Leak, LeakRule, Rewrite } from '../leak';
import type { Lint, TrainerPlace } from '../lint';
import { dropColumns } from '../rewrites/drop-columns';
import { changeSettings, removeStep } from '../rewrites/small-rewrites';
import type { ColumnTrace, Use } from '../trace/column-trace';
import { type Suspects, suspects, targetKeys, targetTrace } from './features';

/** A feature is made from the target of its own row, over however many steps; or the target from a feature. */
export const targetInFeature: LeakRule = {
  code: 'target-in-feature',
  title: 'The target among the features',
  find: (lint) =>
    suspects(
      lint,
      (trace, { trainer, name }) => {
        const use = answerIn(trace, trainer);
        if (use === null) return null;
        const made = use.made ?? madeTarget(trainer);
        return { step: made?.step ?? trainer.step.id, column: use.made?.column ?? name, use };
      },
      { drafts: true },
    ).map((found) => leakOf(lint, found)),
};

/** How a feature uses the answer; null where it does not, or only those of earlier rows. */
function answerIn(trace: ColumnTrace, trainer: TrainerPlace): Use | null {
  const keys = targetKeys(trainer);
  const [key] = keys;
  // A target made from several columns is not given away by one of them.
  if (key === undefined || keys.length > 1 || trace === targetTrace(trainer)) return null;
  const use = trace.uses.get(key);
  return use !== undefined && (use.looks.has('row') || use.looks.has('past')) ? use : null;
}

function madeTarget(trainer: TrainerPlace): Use['made'] {
  return [...(targetTrace(trainer)?.uses.values() ?? [])].find(({ made }) => made !== null)?.made ?? null;
}

function leakOf(lint: Lint, { step, columns, trainers, uses, draft }: Suspects): Leak {
  const maker = lint.document.steps[step];
  const target = trainers[0]?.target?.name ?? '';
  const derived = uses.some(({ made }) => made?.step === step);
  const what = derived
    ? `${nameList(columns)} ${columns.length === 1 ? 'is' : 'are'} made from the target \`${target}\` of the same row`
    : `${nameList(columns)} ${columns.length === 1 ? 'says' : 'say'} what the target \`${target}\` says, and would be learned from`;
  const rewrite = rewriteOf(lint, { step, trainers, uses, draft });
  return {
    step,
    about: columns.join(', '),
    severity: 'error',
    message: `${maker === undefined ? step : stepTitle(maker)}: ${what}. A model would learn the answer from it, and a request does not have it. Leave it out.`,
    ...(rewrite === null ? {} : { rewrite }),
  };
}

function rewriteOf(
  lint: Lint,
  o: { step: StepId; trainers: TrainerPlace[]; uses: Use[]; draft: boolean },
): Rewrite | null {
  const { step, trainers, uses, draft } = o;
  const safer = uses.find((use) => use.made?.step === step)?.safer;
  if (safer !== undefined) return changeSettings(step, safer.title, safer.params);
  const place = lint.places.find((candidate) => candidate.step.id === step);
  if (draft) return place === undefined ? null : removeStep(lint, place);
  const [trainer] = trainers;
  if (trainer === undefined) return null;
  return dropColumns(lint, trainers, (trace) => answerIn(trace, trainer) !== null);
}

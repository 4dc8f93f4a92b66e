import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule, Rewrite } from '../leak';
import { dropColumns } from '../rewrites/drop-columns';
import { changeSettings, removeStep } from '../rewrites/small-rewrites';
import type { ColumnTrace, Use } from '../trace/column-trace';
import { suspects } from './features';

/** A feature reads rows that come later. As the target that is fine: it is what is predicted. */
export const seesFuture: LeakRule = {
  code: 'sees-future',
  title: 'Features from the future',
  find: (lint) =>
    suspects(
      lint,
      (trace, { trainer, name }) => {
        const use = lateUse(trace);
        return use === null ? null : { step: use.made?.step ?? trainer.step.id, column: use.made?.column ?? name, use };
      },
      { drafts: true },
    ).map(({ step, columns, trainers, uses, draft }) => {
      const maker = lint.document.steps[step];
      const place = lint.places.find((candidate) => candidate.step.id === step);
      const safer = uses.find(({ made }) => made?.step === step)?.safer;
      const drop = (): Rewrite | null =>
        draft
          ? place === undefined
            ? null
            : removeStep(lint, place)
          : dropColumns(lint, trainers, (trace) => lateUse(trace) !== null);
      const rewrite =
        safer === undefined || columns.length > 1 ? drop() : changeSettings(step, safer.title, safer.params);
      const until = draft ? ', unless it is to be the target' : '';
      const message = `${maker === undefined ? step : stepTitle(maker)}: ${nameList(columns)} ${columns.length === 1 ? 'reads' : 'read'} rows that come later, which a prediction does not have. Look back instead${until}.`;
      const severity = draft ? 'warning' : 'error';
      return { step, about: columns.join(', '), severity, message, ...(rewrite === null ? {} : { rewrite }) };
    }),
};

function lateUse(trace: ColumnTrace): Use | null {
  return [...trace.uses.values()].find(({ looks }) => looks.has('ahead')) ?? null;
}

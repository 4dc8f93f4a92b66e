import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { Lint } from '../lint';
import { markIds } from '../rewrites/drop-columns';
import type { ColumnTrace } from '../trace/column-trace';
import { knownColumn } from './facts-of';
import { suspects } from './features';

/** A column that says which row it is: learned by heart, and new for every row to come. */
export const idAsFeature: LeakRule = {
  code: 'id-as-feature',
  title: 'An id among the features',
  find: (lint) =>
    suspects(lint, (trace, { trainer }) => {
      const known = idIn(lint, trace);
      return known === null
        ? null
        : { step: lint.document.steps[known.step]?.id ?? trainer.step.id, column: known.column };
    }).map(({ step, columns, trainers }) => {
      const source = lint.document.steps[step];
      const rewrite = markIds(lint, trainers, (trace) => idIn(lint, trace) !== null);
      const one = columns.length === 1;
      const message = `${source === undefined ? step : stepTitle(source)}: ${nameList(columns)} ${one ? 'says' : 'say'} which row it is (nearly every value is different). A model learns ${one ? 'it' : 'them'} by heart, and the order of the rows with ${one ? 'it' : 'them'}. Mark ${one ? 'it as an id' : 'them as ids'}.`;
      return {
        step,
        about: columns.join(', '),
        severity: 'warning',
        message,
        ...(rewrite === null ? {} : { rewrite }),
      };
    }),
};

function idIn(lint: Lint, trace: ColumnTrace) {
  const known = knownColumn(lint, trace);
  return known?.own.looksLikeId === true ? known : null;
}

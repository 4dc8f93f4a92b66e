import { nameList } from '../../../steps/columns';
import { stepTitle } from '../../step-title';
import type { LeakRule } from '../leak';
import type { TrainerPlace } from '../lint';
import { dropColumns } from '../rewrites/drop-columns';
import { keyOf, soleRoot } from '../trace/column-trace';
import { targetKeys, targetTrace } from './features';

/** The target is computed from columns that all stay features: the model only has to do the sum again. */
export const targetRebuilt: LeakRule = {
  code: 'target-rebuilt',
  title: 'All parts of the target among the features',
  find(lint) {
    const found = lint.trainers.filter((trainer) => partsAmongFeatures(trainer).length > 0);
    const [first] = found;
    if (first === undefined) return [];
    const keys = new Set(targetKeys(first));
    const columns = partsAmongFeatures(first);
    const made = [...(targetTrace(first)?.uses.values() ?? [])].find((use) => use.made !== null)?.made;
    const step = made?.step ?? first.step.id;
    const maker = lint.document.steps[step];
    const rewrite = dropColumns(lint, found, (trace) => {
      const root = soleRoot(trace);
      return root !== null && keys.has(keyOf(root.step, root.column));
    });
    const message = `${maker === undefined ? step : stepTitle(maker)}: the target \`${first.target?.name ?? ''}\` is made from ${nameList(columns)}, which all stay features. A model would only do the sum again, and a request does not have its parts. Leave them out.`;
    return [{ step, about: columns.join(', '), severity: 'error', message, ...(rewrite === null ? {} : { rewrite }) }];
  },
};

function partsAmongFeatures(trainer: TrainerPlace): string[] {
  const keys = targetKeys(trainer);
  if (keys.length < 2) return [];
  const there = new Map<string, string>();
  for (const { name } of trainer.features) {
    const root = soleRoot(trainer.trace.columns.get(name));
    if (root !== null) there.set(keyOf(root.step, root.column), name);
  }
  const parts = keys.flatMap((key) => there.get(key) ?? []);
  return parts.length === keys.length ? parts : [];
}

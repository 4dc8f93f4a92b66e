import { canonicalJson, type Json } from '../../json';
import type { RunSpec } from '../../run/run-spec';
import { getContract, isStepType } from '../../steps';
import type { Clue } from '../clue';
import type { StepPast, Suspect } from '../step-past';

/** Settings that differ, one suspect each; the one that the error names first. */
export function settingSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  if (now.spec.type !== before.spec.type) return [];
  const suspects = changedSettings(now.spec, before.spec).map(({ name, title, was, is }): Suspect => {
    const named =
      clue.names(name) ||
      clue.names(title) ||
      wordsIn(is).some((word) => !wordsIn(was).includes(word) && clue.names(word));
    return {
      ...{ kind: 'settings', title: `“${title}” is ${shown(is)}; it was ${shown(was)}.`, details: [] },
      score: named ? 92 : clue.machine ? 25 : clue.limit === null ? 50 : 45,
    };
  });
  const ports = ({ inputs }: RunSpec) => Object.keys(inputs).sort().join(', ');
  if (ports(now.spec) !== ports(before.spec))
    suspects.push({ ...{ kind: 'settings', title: 'Its connections changed.', details: [] }, score: 55 });
  return suspects;
}

export type ChangedSetting = { name: string; title: string; was: Json | undefined; is: Json | undefined };

/** What of a step in a run, or in a drawing, its settings are. */
type Settings = Pick<RunSpec, 'type' | 'params' | 'seed'>;

/** Parameters of a step that are not as they were; the seed of the pipeline counts where the step has none of its own. */
export function changedSettings(now: Settings, before: Settings): ChangedSetting[] {
  const names = [...new Set([...Object.keys(before.params), ...Object.keys(now.params)])];
  const changed = names.flatMap((name) => {
    const [was, is] = [before.params[name], now.params[name]];
    if (was !== undefined && is !== undefined && canonicalJson(was) === canonicalJson(is)) return [];
    if (was === undefined && is === undefined) return [];
    return [{ name, title: titleOf(now.type, name), was, is }];
  });
  const ownSeed = typeof now.params.seed === 'number';
  if (ownSeed || now.seed === before.seed) return changed;
  return [...changed, { name: 'seed', title: 'Seed', was: before.seed, is: now.seed }];
}

function titleOf(type: string, name: string): string {
  const field = isStepType(type) ? getContract(type).params.shape[name] : undefined;
  const title = field?.meta()?.title;
  return typeof title === 'string' ? title : name;
}

/** Texts in a setting: names of columns, values, choices. */
export function wordsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(wordsIn);
  return [];
}

export function shown(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return 'empty';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

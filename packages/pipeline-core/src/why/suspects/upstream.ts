import { canonicalJson } from '../../json';
import { readOf } from '../../plan/fingerprint';
import { copyKey, type RunSpec } from '../../run/run-spec';
import type { Clue } from '../clue';
import type { StepPast, Suspect } from '../step-past';
import { changedSettings, shown, wordsIn } from './settings';

/** Steps before it that are drawn, coded or fed otherwise; only where something of what it read differs. */
export function upstreamSuspects(now: StepPast, before: StepPast, clue: Clue): Suspect[] {
  const old = new Map(before.before.map(({ spec }) => [keyOf(spec), spec]));
  const own = referenceChanges(now.spec, before.spec).map(
    (title): Suspect => ({
      ...{ kind: 'upstream', title, details: [] },
      score: clue.machine ? 10 : 20,
    }),
  );
  const others = now.before.flatMap(({ spec }, distance): Suspect[] => {
    const was = old.get(keyOf(spec));
    const far = Math.min(10, distance);
    if (was === undefined)
      return [{ kind: 'upstream', title: `Before it, “${spec.title}” is new.`, details: [], score: 45 - far }];
    return changesOf(spec, was, clue, far);
  });
  return [...own, ...others, ...lostSteps(now, before)];
}

function changesOf(is: RunSpec, was: RunSpec, clue: Clue, far: number): Suspect[] {
  const settings = is.type === was.type ? changedSettings(is, was) : [];
  const details = [
    ...settings.map((one) => `“${one.title}” is ${shown(one.is)}; it was ${shown(one.was)}.`),
    ...referenceChanges(is, was),
  ];
  const recoded = was.codeHash !== undefined && is.codeHash !== undefined && was.codeHash !== is.codeHash;
  if (recoded || is.type !== was.type) details.push('Its code changed.');
  if (details.length === 0) return [];
  // What a setting no longer says counts as well: a column that was let through.
  const named = settings.some((one) => [one.was, one.is].flatMap(wordsIn).some((word) => clue.names(word)));
  const base = settings.length > 0 ? 45 : recoded ? 30 : 20;
  const score = clue.machine ? 10 : named ? 98 : base - far;
  return [{ kind: 'upstream', title: `Before it, “${is.title}” changed.`, details, score }];
}

function lostSteps(now: StepPast, before: StepPast): Suspect[] {
  const left = new Set(now.before.map(({ spec }) => keyOf(spec)));
  const lost = before.before.filter(({ spec }) => !left.has(keyOf(spec)));
  return lost.map(({ spec }) => ({
    ...{ kind: 'upstream' as const, title: `Before it, “${spec.title}” is gone.`, details: [] },
    score: 45,
  }));
}

/** What a step reads from outside that is not what it read, a sentence each. */
export function referenceChanges(is: Pick<RunSpec, 'references'>, was: Pick<RunSpec, 'references'>): string[] {
  return Object.entries(is.references).flatMap(([name, reference]) => {
    const old = was.references[name];
    if (old === undefined) return [`It reads ${reference.label}.`];
    if (canonicalJson(readOf(old)) === canonicalJson(readOf(reference))) return [];
    return [
      old.label === reference.label
        ? `${reference.label} holds other data.`
        : `It reads ${reference.label} instead of ${old.label}.`,
    ];
  });
}

function keyOf(spec: RunSpec): string {
  return `${spec.step} ${copyKey(spec)}`;
}

import { z } from 'zod';
import type { Gate, GateCheck, GateSubject } from './gate';

/** What somebody has overridden of a check: the failures in it that they knew of. */
export const overriddenCheckSchema = z.object({
  check: z.string(),
  /** Ids of what had failed. null: the check as a whole, in an override of before these were kept. */
  subjects: z.array(z.string()).nullable(),
});
export type OverriddenCheck = z.output<typeof overriddenCheckSchema>;

/** The same as it is stored; before failures were kept it was the ids of the checks. */
export const overriddenSchema = z.array(
  z.union([z.string().transform((check): OverriddenCheck => ({ check, subjects: null })), overriddenCheckSchema]),
);

/** What stops a release, one by one. A check that says nothing more is one thing itself, and not the same as one that has not run. */
function stoppingSubjects({ status, reason, subjects }: GateCheck): readonly GateSubject[] {
  if (status === 'not-run') return [{ id: 'not-run', text: reason }];
  if (status !== 'fail') return [];
  return subjects === undefined || subjects.length === 0 ? [{ id: 'fail', text: reason }] : subjects;
}

/** An override of these checks by somebody who has seen what stops the release. */
export function overrideOf(checks: readonly GateCheck[]): OverriddenCheck[] {
  return checks.flatMap((check) => {
    const subjects = stoppingSubjects(check);
    return subjects.length === 0 ? [] : [{ check: check.id, subjects: subjects.map(({ id }) => id) }];
  });
}

/**
 * Checks that stop a release though somebody has overridden those of `seen`: unit checks, and what they have not seen
 * fail, of each check those failures alone.
 */
export function uncoveredChecks(gates: readonly Gate[], seen: readonly OverriddenCheck[]): GateCheck[] {
  return gates.flatMap(({ gate, checks }) =>
    checks.flatMap((check): GateCheck[] => {
      const stopping = stoppingSubjects(check);
      const subjects = gate === 'unit' ? stopping : stopping.filter(({ id }) => !covers(seen, { check: check.id, id }));
      return subjects.length === 0 ? [] : [{ ...check, subjects: [...subjects] }];
    }),
  );
}

function covers(seen: readonly OverriddenCheck[], failed: { check: string; id: string }): boolean {
  return seen.some(({ check, subjects }) => check === failed.check && (subjects?.includes(failed.id) ?? true));
}

/** A check and what failed in it: "Saved tests: old ones stay (age 70): expected the answer “yes”, got “no”." */
export function failureText(check: GateCheck, most: number = Number.POSITIVE_INFINITY): string {
  const texts = stoppingSubjects(check).map(({ text }) => text.replace(/\.$/, ''));
  const more = texts.length > most ? `; and ${texts.length - most} more` : '';
  return `${check.title}: ${texts.slice(0, most).join('; ')}${more}.`;
}

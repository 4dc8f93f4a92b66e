import type { Issue } from '../issue';
import type { Leak, Rewrite } from './leak';
import { type LintOptions, makeLint } from './lint';
import { leakRules } from './rules';

export type FoundLeak = { issue: Issue; rewrite: Rewrite | null };

/** Everything in the drawing that would make results look better than they are. */
export function findLeaks(options: LintOptions): FoundLeak[] {
  const lint = makeLint(options);
  const found = leakRules.flatMap((rule) => rule.find(lint).map((leak) => toFound(rule.code, leak)));
  const seen = new Set<string>();
  return found.filter(({ issue }) => {
    const key = JSON.stringify([issue.code, issue.step, issue.about]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** What the button of an issue does to the drawing as it is now; null when there is nothing to mend any more. */
export function rewriteOf(options: LintOptions, issue: Pick<Issue, 'code' | 'step' | 'about'>): Rewrite | null {
  const same = ({ issue: other }: FoundLeak) =>
    other.code === issue.code && other.step === issue.step && other.about === issue.about;
  return findLeaks(options).find(same)?.rewrite ?? null;
}

function toFound(code: string, leak: Leak): FoundLeak {
  const { step, severity, about, param, message, rewrite } = leak;
  return {
    issue: {
      code,
      severity,
      step,
      about,
      message,
      ...(param === undefined ? {} : { param }),
      ...(rewrite === undefined ? {} : { rewrite: rewrite.title }),
    },
    rewrite: rewrite ?? null,
  };
}

import { drawingUpTo } from '../graph/drawing-up-to';
import type { StepId } from '../ids';
import { machineChanges } from '../why/suspects/machine';
import type { BisectSide } from './bisect-side';
import type { FixedDifference } from './difference';

/** Code and machines that were others, of steps that the judging step hangs on in both runs. */
export function fixedDifferences(good: BisectSide, bad: BisectSide, step: StepId): FixedDifference[] {
  const before = new Map(specsUpTo(good, step).map((spec) => [spec.step, spec]));
  return specsUpTo(bad, step).flatMap((is): FixedDifference[] => {
    const was = before.get(is.step);
    if (was === undefined) return [];
    const recoded = was.codeHash !== undefined && is.codeHash !== undefined && was.codeHash !== is.codeHash;
    const code = { kind: 'code' as const, title: `The code of “${is.title}” changed.` };
    const [old, now] = [good.environments.get(is.step), bad.environments.get(is.step)];
    const details = old === undefined || now === undefined ? [] : machineChanges(now, old);
    const place = { kind: 'environment' as const, title: `“${is.title}” ran on another machine or system.`, details };
    return [
      ...(recoded && is.type === was.type
        ? [{ ...code, details: [`Version ${was.codeHash?.slice(0, 8)} then, ${is.codeHash?.slice(0, 8)} now.`] }]
        : []),
      ...(details.length === 0 ? [] : [place]),
    ];
  });
}

/** Whether a run would now be made by other code than then: what it found may not be compared with hybrids of now. */
export function isOtherCode(
  side: BisectSide,
  o: { step: StepId; codeHashes: Readonly<Record<string, string>> },
): boolean {
  return specsUpTo(side, o.step).some(({ type, codeHash }) => codeHash !== o.codeHashes[type]);
}

function specsUpTo({ document, specs }: BisectSide, step: StepId) {
  const { steps } = drawingUpTo(document, step);
  return specs.filter((spec) => steps[spec.step] !== undefined);
}

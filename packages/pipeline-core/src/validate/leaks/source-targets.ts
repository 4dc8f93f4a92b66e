import type { StepId } from '../../ids';
import { type LintOptions, makeLint } from './lint';
import { targetTrace } from './rules/features';
import { soleRoot } from './trace/column-trace';

/** Which column of each source is predicted further down: the data are profiled against it. */
export function sourceTargets(options: LintOptions): Readonly<Record<StepId, string>> {
  const targets: Record<StepId, string> = {};
  for (const trainer of makeLint(options).trainers) {
    const root = soleRoot(targetTrace(trainer));
    if (root !== null) targets[root.step] ??= root.column;
  }
  return targets;
}

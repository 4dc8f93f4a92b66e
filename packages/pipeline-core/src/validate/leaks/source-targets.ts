import type { StepId } from '../../ids';
import { type LintOptions, makeLint } from './lint';
import { targetTrace } from './rules/features';
import { soleRoot } from './trace/column-trace';

/** Which columns of each source are predicted further down, each once: the data are profiled against each of them. */
export function sourceTargets(options: LintOptions): Readonly<Record<StepId, readonly string[]>> {
  const targets: Record<StepId, string[]> = {};
  for (const trainer of makeLint(options).trainers) {
    const root = soleRoot(targetTrace(trainer));
    if (root === null) continue;
    const found = targets[root.step] ?? [];
    if (!found.includes(root.column)) targets[root.step] = [...found, root.column];
  }
  return targets;
}

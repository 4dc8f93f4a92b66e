import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StepContract } from '@millrace/pipeline-core/steps';

/** The file in which a breakpoint for this type belongs. Row-wise steps share one. */
export function executorFile(worker: URL, { stage, type }: Pick<StepContract, 'stage' | 'type'>): string {
  const own = fileURLToPath(new URL(`src/executors/${stage}/${type}.ts`, worker));
  return existsSync(own) ? own : fileURLToPath(new URL('src/executors/apply-plan.ts', worker));
}

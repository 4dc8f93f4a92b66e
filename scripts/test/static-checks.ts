import { runTool } from '../build';
import { type Outcome, outcomeOf } from './part';

/** Format and fast rules, import arrows, then the rules that need types. */
export async function checkLint(signal: AbortSignal): Promise<Outcome> {
  const arrows = ['apps', 'packages', 'prisma', 'scripts', '--config', '.dependency-cruiser.cjs'];
  return outcomeOf({
    biome: (await runTool('biome', ['check', '--diagnostic-level=error', '.'], { signal })).code,
    depcruise: (await runTool('depcruise', [...arrows, '--output-type', 'err-long'], { signal })).code,
    eslint: (await runTool('eslint', ['.'], { signal })).code,
  });
}

/** Every workspace through turbo (unchanged ones come from its cache), then the scripts. */
export async function checkTypes(signal: AbortSignal): Promise<Outcome> {
  const turbo = ['run', 'typecheck', '--continue', '--output-logs=errors-only', '--ui=stream', '--env-mode=loose'];
  return outcomeOf({
    workspaces: (await runTool('turbo', turbo, { signal })).code,
    scripts: (await runTool('tsc', ['--noEmit', '-p', 'scripts'], { signal })).code,
  });
}

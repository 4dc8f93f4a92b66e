import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { withFolder } from '../bench/context';
import { runNode, runTool, type ToolOptions } from '../build';
import { atMost } from './at-most';
import { type Outcome, outcomeOf } from './part';
import { readProgramCode } from './program-codes';

const WEB = 'apps/web/tsconfig.json';

/**
 * Every program of the repository, the largest first: they are begun in this order. A test finds files that are in none.
 * Those of the same settings are checked as one, since the worker imports all of db.
 */
export const PROGRAMS: readonly (readonly string[])[] = [
  [WEB],
  ['apps/worker/tsconfig.json', 'packages/db/tsconfig.json'],
  ['packages/pipeline-core/tsconfig.json'],
  ['scripts/tsconfig.json'],
  ['apps/web/e2e/tsconfig.json'],
];

export type StaticPart = 'lint' | 'types';

export type StaticOptions = {
  signal: AbortSignal;
  /** They take what the tests leave of the processors, one program at a time, and say what they found when all is done. */
  beside?: boolean;
};

/**
 * Lint (format and fast rules, import arrows, the rules that need types) and types. Types and the rules that need them share
 * the work of the compiler: when both are asked for, each program is read once for both. That of the web app holds what Next
 * says of the routes too, which its build leaves to this check.
 * @returns one promise per part asked for; both end when everything has ended
 */
export function checkStatics(
  parts: readonly StaticPart[],
  options: StaticOptions,
): Record<StaticPart, () => Promise<Outcome>> {
  let running: ReturnType<typeof runChecks> | undefined;
  const results = () => {
    running ??= options.beside ? checkBeside(parts, options) : runChecks(parts, { signal: options.signal });
    return running;
  };
  return {
    lint: async () => outcomeOf((await results()).lint),
    types: async () => outcomeOf((await results()).types),
  };
}

type Codes = Record<string, number>;

function checkBeside(parts: readonly StaticPart[], { signal }: StaticOptions): ReturnType<typeof runChecks> {
  return withFolder('static-checks', async (folder) => {
    const keep = path.join(folder, 'said.log');
    try {
      return await runChecks(parts, { signal, keep, yields: true });
    } finally {
      const said = existsSync(keep) ? readFileSync(keep, 'utf8') : '';
      console.log(`\n── what ${parts.join(' and ')} said ${'─'.repeat(40)}\n${said}`);
    }
  });
}

async function runChecks(
  parts: readonly StaticPart[],
  options: Pick<ToolOptions, 'signal' | 'keep' | 'yields'>,
): Promise<Record<StaticPart, Codes>> {
  const lint: Codes = {};
  const types: Codes = {};
  const flags = parts.map((part) => `--${part}`);
  const programs = PROGRAMS.map((configs) => async () => {
    if (configs.includes(WEB)) types.routes = (await runTool('next', ['typegen', path.dirname(WEB)], options)).code;
    const program = ['scripts/test/check-program.ts', ...configs, ...flags];
    const { code } = await runNode(
      ['--import', './scripts/die-with-parent.mjs', '--import', 'tsx', ...program],
      options,
    );
    const found = readProgramCode(code);
    lint[`eslint ${configs.join(', ')}`] = found.lint;
    types[`tsc ${configs.join(', ')}`] = found.types;
  });
  const tools: Record<string, string[]> = {
    biome: ['check', '--diagnostic-level=error', '.'],
    depcruise: [
      ...['apps', 'packages', 'prisma', 'scripts', '--config', '.dependency-cruiser.cjs'],
      ...['--output-type', 'err-long'],
    ],
  };
  const fast = Object.entries(tools).map(([tool, args]) => async () => {
    lint[tool] = (await runTool(tool, args, options)).code;
  });
  const width = options.yields ? 1 : availableParallelism();
  await atMost(width, [...programs, ...(parts.includes('lint') ? fast : [])]);
  return { lint, types };
}

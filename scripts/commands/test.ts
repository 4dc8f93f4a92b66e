/** lint, types, unit and integration tests, browser tests; with paths or --only PART just those; --long: full sizes */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { runTasks, tryTasks } from '../build';
import { runBrowserTests } from '../test/browser-part';
import { type PartResult, runPart, summarize } from '../test/part';
import { checkStatics } from '../test/static-checks';
import { runVitest } from '../test/vitest-part';

const PARTS = ['lint', 'types', 'unit', 'browser'] as const;
type Part = (typeof PARTS)[number];

/** Titles of the parts in the summary, in the order of the run. */
const TITLES: Record<Part, string> = {
  lint: 'lint',
  types: 'types',
  unit: 'unit+integration',
  browser: 'browser',
};

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true }, long: { type: 'boolean', default: false } },
  });
  const browserPaths = positionals.filter((path) => path.includes('e2e/'));
  const unitPaths = positionals.filter((path) => !path.includes('e2e/'));
  const parts = chooseParts(values.only, { unitPaths, browserPaths });
  const signal = stopSignal();
  await runTasks(['generate'], { signal });
  const readers = parts.filter((part) => part === 'lint' || part === 'types');
  const tests = parts.filter((part) => part === 'unit' || part === 'browser');
  const beside = readers.length > 0 && tests.length > 0 && hasMemory();
  // A build makes the types of the routes anew, which the checks beside it would miss meanwhile. Whether it fails, its part tells.
  if (beside && parts.includes('browser')) await tryTasks(['build'], { signal });
  const work: Record<Part, () => Promise<Omit<PartResult, 'name' | 'seconds'>>> = {
    ...checkStatics(readers, { signal, beside }),
    unit: () => runVitest(unitPaths, { long: values.long, signal }),
    browser: () => runBrowserTests(browserPaths, { long: values.long, signal }),
  };
  const all = (group: Part[]) => Promise.all(group.map((part) => runPart(TITLES[part], work[part])));
  const reading = all(readers);
  const results = beside ? [] : await reading;
  for (const part of tests) {
    if (!signal.aborted) results.push(...(await all([part])));
  }
  if (beside) results.unshift(...(await reading));
  console.log(`\n${summarize(results)}`);
  const failed = signal.aborted || results.some(({ status }) => status === 'failed');
  process.exit(failed ? 1 : 0); // nothing that a test left open may keep us
}

/** Paths alone run just the tests they name; `--only` decides otherwise. */
function chooseParts(only: string[] | undefined, paths: { unitPaths: string[]; browserPaths: string[] }): Part[] {
  const unknown = only?.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}" (--only takes ${PARTS.join(', ')}).`);
  if (only !== undefined) return PARTS.filter((part) => only.includes(part));
  if (paths.unitPaths.length + paths.browserPaths.length === 0) return [...PARTS];
  return [
    ...(paths.unitPaths.length > 0 ? (['unit'] as const) : []),
    ...(paths.browserPaths.length > 0 ? (['browser'] as const) : []),
  ];
}

/** A program that is checked takes up to 3 GB, beside what tests take. */
const LEAST_MEMORY = 12 * 1024 ** 3;

function hasMemory(): boolean {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(os.totalmem(), limit) >= LEAST_MEMORY;
}

/** The tools are asked to end on Ctrl-C, so that the throw-away servers are stopped and their folders deleted. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => controller.abort(new Error(`stopped by ${signal}`)));
  }
  return controller.signal;
}

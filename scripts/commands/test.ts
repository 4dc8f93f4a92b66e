/** lint, types, unit and integration tests, browser tests; with paths or --only PART just those; --long: full sizes */
import { parseArgs } from 'node:util';
import { runTasks } from '../build';
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
  const work: Record<Part, () => Promise<Omit<PartResult, 'name' | 'seconds'>>> = {
    ...checkStatics(readers, signal),
    unit: () => runVitest(unitPaths, { long: values.long, signal }),
    browser: () => runBrowserTests(browserPaths, { long: values.long, signal }),
  };
  const results: PartResult[] = [];
  for (const group of inGroups(parts)) {
    if (signal.aborted) break;
    results.push(...(await Promise.all(group.map((part) => runPart(TITLES[part], work[part])))));
  }
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

/** Lint and types are one piece of work; the other parts have the machine for themselves. */
function inGroups(parts: readonly Part[]): Part[][] {
  const readers = parts.filter((part) => part === 'lint' || part === 'types');
  const others = parts.filter((part) => part !== 'lint' && part !== 'types');
  return [readers, ...others.map((part) => [part])].filter((group) => group.length > 0);
}

/** The tools are asked to end on Ctrl-C, so that the throw-away servers are stopped and their folders deleted. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => controller.abort(new Error(`stopped by ${signal}`)));
  }
  return controller.signal;
}

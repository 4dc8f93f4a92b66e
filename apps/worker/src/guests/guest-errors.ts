import { PipelineError, type PipelineErrorOptions } from '@millrace/pipeline-core/errors';
import { guestTimeLimit } from '@millrace/pipeline-core/steps';
import { noFence } from './guest-command';
import type { GuestEnvironment, GuestGrant } from './guest-grant';
import type { GuestError, GuestState } from './guest-state';
import { type GuestEnd, mostProcesses } from './run-guest';

type Of = {
  title: string;
  environment: GuestEnvironment;
  fenced: boolean;
  seconds: number;
  megabytes: number;
};

/** The environment a step names, or the first; throws when this worker has none of that name. */
export function chooseEnvironment(grant: GuestGrant | undefined, name: string, title: string): GuestEnvironment {
  if (grant === undefined) throw new PipelineError({ ...noEnvironment, place: title });
  const [first] = grant.environments;
  const found = name === '' ? first : grant.environments.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new PipelineError({
    code: 'python-environment',
    family: 'pipeline',
    place: `${title} › Python environment`,
    seen: `“${name}”`,
    expected: `one of ${grant.environments.map((one) => one.name).join(', ')}`,
    next: 'Choose one of those, or name it in PYTHON_ENVS of every worker that runs Python.',
  });
}

const noEnvironment = {
  code: 'python-missing',
  family: 'operator',
  seen: 'no Python environment on this worker',
  expected: 'one',
  next: 'Administration › Capabilities says why there is none, and what to set up.',
} as const;

/** What the log of each step says where the fence does not hold. */
export const notFencedIn = 'This worker does not fence Python in: the code has all rights of the worker.';

/** The error of a guest that did not come to a good end; null for one that did. */
export function guestFailure(of: Of, end: GuestEnd, state: GuestState | null): PipelineError | null {
  if (end.stopped !== null) return new PipelineError(stopError(of, end.stopped));
  if (state?.at === 'failed') return exceptionError(of, state.error);
  if (end.code === 0 && state?.at === 'done') return null;
  const place = `${of.title} › code`;
  const words = end.words.split('\n').at(-1)?.slice(0, 300) ?? '';
  const cause = told(end.words);
  if (state === null) {
    const seen =
      end.code === noFence ? `a fence that does not hold (${words})` : `a Python that did not start (${words})`;
    const next = 'Look at Administration › Capabilities, and start the worker again.';
    const expected = `the environment “${of.environment.name}” to run`;
    return new PipelineError({ code: 'python-start', family: 'operator', place, seen, expected, next, cause });
  }
  return new PipelineError({
    code: 'python-died',
    family: 'pipeline',
    place,
    seen: `a Python that ended by itself (${endWords(end)})`,
    expected: 'code that runs to its end',
    next: 'A package that crashes does this, or too little memory: the log has the last words. Try fewer rows.',
    cause,
  });
}

function endWords({ code, signal }: GuestEnd): string {
  if (signal !== null) return signal;
  // A shell between us and Python reports signals as 128 and their number.
  const of = new Map([
    [134, 'SIGABRT'],
    [137, 'SIGKILL'],
    [139, 'SIGSEGV'],
  ]);
  return of.get(code ?? -1) ?? `exit code ${code}`;
}

function stopError(of: Of, why: NonNullable<GuestEnd['stopped']>): PipelineErrorOptions {
  const place = `${of.title} › code`;
  switch (why) {
    case 'time':
      return guestTimeLimit(of.title, of.seconds);
    case 'memory':
      return memoryError(of);
    case 'processes':
      return {
        code: 'python-processes',
        family: 'pipeline',
        place,
        seen: `code that started more than ${mostProcesses} processes`,
        expected: `at most ${mostProcesses}`,
        next: 'Give its pools fewer workers; the step has a few threads only.',
      };
    case 'disk':
      return {
        code: 'python-disk',
        family: 'operator',
        place,
        seen: 'a disk with less than a gigabyte, or fewer than 10,000 files, left',
        expected: 'room for everybody else',
        next: 'Write less or fewer files, or give the data folder more room.',
      };
  }
}

function memoryError({ title, megabytes }: Of): PipelineErrorOptions {
  return {
    code: 'python-memory',
    family: 'pipeline',
    place: `${title} › code`,
    seen: `code that needs more than ${megabytes} MB`,
    expected: 'code that fits',
    next: 'Read fewer columns or rows, or give the step more memory.',
  };
}

function exceptionError(of: Of, error: GuestError): PipelineError {
  const place = placeOf(of.title, error);
  const cause = told(error.trace);
  const about = { place, cause };
  if (error.kinds.includes('MemoryError')) return new PipelineError({ ...memoryError(of), ...about });
  if (error.kinds.includes('ModuleNotFoundError') && error.package !== null)
    return new PipelineError({ ...packageError(of, error.package), ...about });
  if (error.kinds.includes('CellTimeoutError')) return new PipelineError({ ...cellLimit(error.message), ...about });
  const message = error.message.replaceAll(/\s+/g, ' ').trim().slice(0, 500);
  const isNet = of.fenced && (error.kinds.some((kind) => netKinds.has(kind)) || netErrors.has(error.errno ?? 0));
  return new PipelineError({
    code: isNet ? 'python-network' : 'python-error',
    family: 'pipeline',
    ...about,
    seen: message === '' ? error.type : `${error.type}: ${message}`,
    expected: 'code that runs to its end',
    next: isNet
      ? 'Code has no network here: bring the data in by a source, and connect it.'
      : 'Correct the code; the log of the step has the whole traceback.',
  });
}

function cellLimit(words: string): Omit<PipelineErrorOptions, 'place'> {
  return {
    code: 'notebook-cell-limit',
    family: 'pipeline',
    seen: words,
    expected: 'cells that end within their limit',
    next: 'Look for a loop that does not end, or raise the limit of a cell under More settings.',
  };
}

const netKinds = new Set(['gaierror', 'ConnectionError', 'URLError']);
/** ENETUNREACH and EHOSTUNREACH of Linux. */
const netErrors = new Set([101, 113]);

function placeOf(title: string, { line, cell }: GuestError): string {
  const inCell = cell === null || cell === undefined ? '' : `, cell ${cell}`;
  return `${title} › code${inCell}${line === null ? '' : `, line ${line}`}`;
}

/** What installs a module, where it is called otherwise. */
const installedAs: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  cv2: 'opencv-python-headless',
  PIL: 'pillow',
  yaml: 'pyyaml',
  bs4: 'beautifulsoup4',
  skimage: 'scikit-image',
};

/** The command that installs a package into an environment. */
export function installCommand({ python }: Pick<GuestEnvironment, 'python'>, names: readonly string[]): string {
  return `${python} -m pip install ${names.join(' ')}`;
}

function packageError({ environment }: Of, module: string): Omit<PipelineErrorOptions, 'place'> {
  const top = module.split('.')[0] ?? module;
  const wanted = installedAs[top] ?? top;
  // pandas reads Parquet by pyarrow, and says so only when it tries.
  const names = wanted === 'pandas' && environment.packages.pyarrow === undefined ? ['pandas', 'pyarrow'] : [wanted];
  return {
    code: 'python-package',
    family: 'pipeline',
    seen: `an environment “${environment.name}” without the package ${wanted}`,
    expected: 'every package that the code imports',
    next: `On the worker: ${installCommand(environment, names)}. Then run again.`,
  };
}

/** The words of a guest where an error has its stack: folded away, and whole. */
function told(text: string): Error {
  const error = new Error('the guest ended');
  error.stack = text;
  return error;
}

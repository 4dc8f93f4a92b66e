import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Capabilities } from '@millrace/pipeline-core/workers';
import { z } from 'zod';
import { fenceProbePy, probePy } from '../generated/guest-texts';
import { findPythons, type NamedPython } from './find-pythons';
import { missingTool } from './guest-command';
import { type GuestEnvironment, type GuestGrant, guestEnvironmentSchema } from './guest-grant';
import { type Hidden, shownInError } from './hidden-paths';
import { type GuestEnd, runGuest } from './run-guest';

/** Packages that steps and messages speak of. */
const packages = [
  ...['pyarrow', 'pandas', 'polars', 'numpy', 'fastparquet', 'scikit-learn'],
  ...['nbclient', 'nbformat', 'ipykernel', 'skl2onnx', 'onnx', 'cloudpickle', 'debugpy'],
];

export type GuestOptions = {
  /** PYTHON_ENVS, ALLOW_PYTHON and PATH of the worker. */
  named: string | undefined;
  allow: 'fenced' | 'yes' | 'no';
  searchPath: string;
  /** Where guests get their folders; what else is in the data folder they must not see. */
  folder: string;
  dataFolder: string;
  /** What they must not see either. */
  hidden: readonly Hidden[];
};

/** What a worker can do for guests: what steps are given (null: nothing), and what it says about that. */
export type Guests = {
  grant: GuestGrant | null;
  announced: Pick<Capabilities, 'python'> & { fence: 'namespaces' | 'none'; pythonWhy: string[] };
};

/**
 * Looks up which Pythons a worker has and whether what they run can be fenced in. Runs each once, the way a step would;
 * installs nothing. Never rejects: what goes wrong is why there is no Python.
 */
export async function probeGuests(options: GuestOptions): Promise<Guests> {
  return lookUp(options).catch((error: unknown) => without([`Python could not be looked up: ${firstLine(error)}.`]));
}

async function lookUp(options: GuestOptions): Promise<Guests> {
  if (options.allow === 'no') return without(['ALLOW_PYTHON=no keeps this worker from running Python.']);
  const found = await findPythons(options.named, options.searchPath);
  if (found.length === 0) return without([noPython]);
  const probes = await Promise.all(found.map((one) => probePython(one, options.searchPath)));
  let environments: GuestEnvironment[] = probes.filter((probe) => typeof probe !== 'string');
  const why = probes.filter((probe) => typeof probe === 'string');
  if (environments.length === 0) return without(why);
  const leak = await fenceLeak(options, environments);
  const fenced = leak === null;
  if (!fenced && options.allow === 'fenced') return without([...why, notFenced(leak)]);
  if (!fenced) {
    const tried = environments;
    environments = [];
    for (const one of tried) {
      const fails = await tryPlain(one, options);
      if (fails === null) environments.push(one);
      else why.push(fails);
    }
    if (environments.length === 0) return without(why);
    why.push(`Python runs with all rights of the worker, as ALLOW_PYTHON=yes says: ${leak}.`);
  }
  const python = environments.map(({ name, version, packages }) => ({ name, version, packages }));
  return {
    grant: { environments, fenced },
    announced: { python, fence: fenced ? 'namespaces' : 'none', pythonWhy: why },
  };
}

const noPython =
  'No python3 is on the PATH of the worker. Install Python 3.9 or later, or start Millrace with PYTHON_ENVS=name=/path/to/python.';

function notFenced(leak: string): string {
  return `Python is there, but what it runs cannot be kept from the network and from other files here: ${leak}. Linux with user namespaces and util-linux 2.36 or later can; ALLOW_PYTHON=yes lets it run all the same, with all rights of the worker.`;
}

function without(why: string[]): Guests {
  return { grant: null, announced: { python: [], fence: 'none', pythonWhy: why } };
}

const toldSchema = guestEnvironmentSchema.omit({ name: true });

/** An environment, or why it is none, as a sentence. */
async function probePython({ name, path }: NamedPython, searchPath: string): Promise<GuestEnvironment | string> {
  const failed = (words: string, next: string) => `The Python environment “${name}” (${path}) ${words}. ${next}`;
  try {
    const { stdout } = await promisify(execFile)(path, ['-I', '-B', '-c', probePy, ...packages], {
      env: { PATH: searchPath, HOME: '/', LANG: 'C.UTF-8' },
      timeout: 20_000,
    });
    const told = toldSchema.parse(JSON.parse(stdout));
    if (!isNewEnough(told.version)) return failed(`is ${told.version}`, 'Python 3.9 or later is needed.');
    return { name, ...told };
  } catch (error) {
    const words = error instanceof z.ZodError ? 'answered with something else' : firstLine(error);
    return failed(`does not start: ${words}`, 'Correct PYTHON_ENVS, and start the worker again.');
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 9);
}

function firstLine(error: unknown): string {
  const text =
    error instanceof Error && 'stderr' in error && error.stderr !== '' ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

/** Why guests cannot be fenced in here, in words; null when they can. Each environment is tried, as a step would. */
async function fenceLeak(options: GuestOptions, environments: readonly GuestEnvironment[]): Promise<string | null> {
  const missing = missingTool();
  if (missing !== null) return `the tool “${missing}” is not there`;
  const data = { what: 'the data folder', path: options.dataFolder, inSystem: true };
  const shown = await shownInError(environments, [data, ...options.hidden]);
  if (shown !== null) return shown;
  for (const environment of environments) {
    const leak = await tryFence(environment, options).catch(firstLine);
    if (leak !== null) return leak;
  }
  return null;
}

async function tryFence(environment: GuestEnvironment, { folder, dataFolder }: GuestOptions): Promise<string | null> {
  const own = join(folder, 'guest-probe');
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'probe.py'), fenceProbePy);
  try {
    const { code, words } = await runProbe(environment, own, true, ['probe.py', dataFolder]);
    const held = await access(join(own, 'held')).then(
      () => true,
      () => false,
    );
    if (held && code === 0) return null;
    return words.split('\n').at(-1)?.slice(0, 200) || 'the fence does not start';
  } finally {
    await removeProbe(own);
  }
}

/** Why an environment does not run without a fence either, as a sentence; null when it does. */
async function tryPlain(environment: GuestEnvironment, { folder }: GuestOptions): Promise<string | null> {
  const own = join(folder, 'guest-probe');
  const failed = (words: string) => `The Python environment “${environment.name}” does not run here: ${words}.`;
  try {
    await mkdir(own, { recursive: true });
    const { code, words } = await runProbe(environment, own, false, ['-c', 'pass']);
    return code === 0 ? null : failed(words.split('\n').at(-1)?.slice(0, 200) || `exit code ${code}`);
  } catch (error) {
    return failed(firstLine(error));
  } finally {
    await removeProbe(own);
  }
}

function runProbe(
  environment: GuestEnvironment,
  folder: string,
  fenced: boolean,
  args: readonly string[],
): Promise<GuestEnd> {
  return runGuest({
    ...{ environment, fenced, folder, seconds: 20, megabytes: 512, threads: 1 },
    args: ['-I', '-B', ...args],
    signal: new AbortController().signal,
    line: () => undefined,
  });
}

async function removeProbe(folder: string): Promise<void> {
  for (const path of [folder, `${folder}.root`]) await rm(path, { recursive: true, force: true });
}

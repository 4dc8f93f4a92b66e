import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@millrace/db';
import { sourceTaskSchema } from '@millrace/pipeline-core/sources';
import { getContract } from '@millrace/pipeline-core/steps';
import { isCode } from '../execution/attempt-folder';
import type { ArtifactFiles } from '../execution/interfaces';
import { writeEvents } from '../topics/write-events';
import { bringInputs } from './bring-inputs';
import { type Capsule, capsuleFile, capsuleSchema, inputsFolder, type StepEnd } from './capsule';
import { launchText, readmeText } from './capsule-texts';
import { codeHashNow, packageVersions } from './code-now';
import { executorFile } from './executor-file';
import { type FoundStep, findStepRun } from './find-step-run';
import { mayDiffer } from './may-differ';
import { folderInUse } from './refusals';

export type FetchOptions = {
  db: Database;
  files: Pick<ArtifactFiles, 'pathOf'>;
  /** Name of the step run. */
  name: string;
  /** Folder of the capsule; one that was fetched before is replaced. */
  folder: string;
  /** Folder of the worker, as a URL with a slash at its end. */
  worker: URL;
  /** What executes capsules, for the words in it. */
  program: string;
};

/** The port that inspectors look for first. */
const usualPort = 9229;

/**
 * Brings one execution of a step into a folder of its own.
 * @throws errors of `refusals.ts`
 */
export async function fetchCapsule(options: FetchOptions): Promise<Capsule> {
  const { db, folder, worker } = options;
  const found = await findStepRun(db, options.name);
  await requireOwnFolder(folder);
  await rm(join(folder, inputsFolder), { recursive: true, force: true });
  await mkdir(join(folder, '.vscode'), { recursive: true, mode: 0o700 });
  const brought = await bringInputs({ ...options, found });
  const outside = await outsideOf(options, found);
  const capsule = await describe(found, { worker, outside, brought });
  await writeFile(join(folder, capsuleFile), `${JSON.stringify(capsule, null, 2)}\n`);
  await writeFile(join(folder, 'README.txt'), readmeText(capsule, options));
  await writeFile(join(folder, '.vscode', 'launch.json'), launchText({ port: usualPort, worker }));
  return capsule;
}

async function requireOwnFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  });
  // A file of that name may be anybody's: only what reads as a capsule is written over.
  if (names.length > 0 && !(await holdsCapsule(folder))) throw folderInUse(folder);
}

async function holdsCapsule(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, capsuleFile), 'utf8').catch(() => '');
  try {
    return capsuleSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

type Told = { worker: URL; outside: Capsule['outside']; brought: Awaited<ReturnType<typeof bringInputs>> };

async function describe(found: FoundStep, { worker, outside, brought }: Told): Promise<Capsule> {
  const { key, run, step, context, environment } = found;
  const { spec } = step;
  const contract = getContract(spec.type);
  const [code, packages] = await Promise.all([codeHashNow(worker, spec.type), packageVersions(worker)]);
  return capsuleSchema.parse({
    v: 1,
    id: `${key.runId}-${key.idx}`,
    run,
    request: {
      kind: 'step',
      id: 'capsule',
      spec,
      ...brought,
      threads: environment?.threads ?? 1,
      memoryMegabytes: spec.limits.megabytes,
      ...(step.queue === 'gpu' ? { device: 'gpu' } : {}),
    },
    end: endOf(found),
    mayDiffer: mayDiffer({ flags: contract.flags, queue: step.queue, asked: context.asked }),
    outside,
    environment: {
      before: environment,
      now: { node: process.versions.node, platform: `${process.platform} ${process.arch}`, packages },
      code: { before: spec.codeHash ?? null, now: code },
    },
    executor: executorFile(worker, contract),
  });
}

function endOf({ step, outputs }: FoundStep): StepEnd {
  if (step.status === 'failed' && step.error !== null)
    return { outcome: 'failed', code: step.error.code, message: step.error.message };
  if (step.status !== 'succeeded' && step.status !== 'cached') return { outcome: 'open', status: step.status };
  const made = outputs.map(({ port, artifact: { hash, bytes } }) => ({ port, hash, bytes }));
  return { outcome: 'succeeded', outputs: made };
}

/** Of a source of events, the very events; of any other the name of its secret. */
async function outsideOf({ db, folder }: FetchOptions, { step, context }: FoundStep): Promise<Capsule['outside']> {
  if (getContract(step.spec.type).flags.outside !== true) return null;
  const task = sourceTaskSchema.safeParse(step.spec.references.source?.data).data;
  if (task?.events === undefined) return { secret: task?.secret ?? null, events: null };
  const { projectId } = context;
  const inputs = join(folder, inputsFolder);
  await mkdir(inputs, { recursive: true });
  const events = await writeEvents(db, { projectId, task, folder: inputs, signal: new AbortController().signal });
  return { secret: task.secret, events: { path: `${inputsFolder}/events.ndjson`, count: events.count } };
}

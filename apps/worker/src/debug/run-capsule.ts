import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getContract } from '@millrace/pipeline-core/steps';
import type { ChildArtifact, StepRequest } from '../child/protocol';
import { hashFile } from '../data/artifact-store';
import { exitFailure } from '../execution/child-errors';
import { capFor } from '../execution/child-pool';
import type { LogLevel } from '../execution/interfaces';
import { putArtifacts } from '../execution/put-artifact';
import { removeTree } from '../execution/remove-tree';
import { type ChildEnd, runInChild } from '../execution/run-in-child';
import { defaultSettings } from '../execution/settings';
import { stepLimits } from '../execution/step-limits';
import { stepTypeFacts } from '../execution/step-type-facts';
import { trialThatDied } from '../execution/trial-that-died';
import { type Inspected, startChild } from '../execution/worker-child';
import { noGrant, type OutsideGrant } from '../outside/outside-grant';
import { type Capsule, capsuleFile, capsuleSchema, type StepEnd, workFolder } from './capsule';
import { secretVariable } from './capsule-texts';
import { secretMissing } from './refusals';

export type RunOptions = {
  folder: string;
  /** The program of step children. */
  childPath: string;
  /** What a step that reads from outside is given; its events are in the capsule. */
  grant: Omit<OutsideGrant, 'events'>;
  /** With an inspector: no limit of time. */
  inspected?: Inspected;
  signal: AbortSignal;
  log(level: LogLevel, text: string): void;
};

export async function readCapsule(folder: string): Promise<Capsule> {
  return capsuleSchema.parse(JSON.parse(await readFile(join(folder, capsuleFile), 'utf8')));
}

/**
 * Executes the step of a capsule in a process like that of a worker, with the same limits. What it writes stays in `work/`.
 * @throws secret-not-set
 */
export async function runCapsule(
  capsule: Capsule,
  options: RunOptions,
): Promise<Exclude<StepEnd, { outcome: 'open' }>> {
  const work = join(options.folder, workFolder);
  const request = requestOf(capsule, { ...options, work });
  await removeTree(work);
  await mkdir(work, { recursive: true });
  const end = await execute(request, options);
  const trial = end.ok || options.signal.aborted ? null : trialThatDied(request.spec, { ...end, lastAttempt: true });
  if (!end.ok && trial === null) return { outcome: 'failed', code: end.error.code, message: end.error.message };
  const outputs = end.ok ? end.answer.outputs : (trial?.outputs ?? []);
  const putFile = async (path: string) => ({ ...(await hashFile(path)), location: path });
  const made = await putArtifacts({ putFile }, outputs, work);
  return { outcome: 'succeeded', outputs: made.map(({ port, hash, bytes }) => ({ port, hash, bytes })) };
}

async function execute(request: StepRequest, options: RunOptions): Promise<ChildEnd> {
  const { childPath, inspected, signal, log } = options;
  const { spec } = request;
  const limits = stepLimits(spec, stepTypeFacts(getContract(spec.type)));
  const child = startChild({
    path: childPath,
    capMegabytes: capFor(limits.megabytes),
    folder: request.folder,
    ...(inspected === undefined ? {} : { inspected }),
  });
  // A process that an inspector holds does not hear that its channel has closed.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  signal.addEventListener('abort', end, { once: true });
  try {
    await child.ready;
    const seconds = inspected === undefined ? {} : { seconds: Number.POSITIVE_INFINITY };
    const run = { request, place: spec.title, ...limits, ...seconds, signal, log, progress: () => undefined };
    return await runInChild(child, run, defaultSettings);
  } catch {
    return { ok: false, ...exitFailure(await child.exited, spec.title, limits.megabytes) };
  } finally {
    end();
    process.off('exit', end);
    signal.removeEventListener('abort', end);
  }
}

function requestOf(capsule: Capsule, o: RunOptions & { work: string }): StepRequest {
  const here = (artifact: ChildArtifact): ChildArtifact =>
    artifact.path === undefined ? artifact : { ...artifact, path: join(o.folder, artifact.path) };
  const { inputs, references, ...request } = capsule.request;
  const moved = Object.entries(inputs).map(([port, connections]) => [
    port,
    connections.map(({ artifacts, title }) => ({ artifacts: artifacts.map(here), title })),
  ]);
  const named = Object.entries(references).map(([name, artifacts]) => [name, artifacts.map(here)]);
  const outside = outsideOf(capsule, o);
  return {
    ...request,
    inputs: Object.fromEntries(moved),
    references: Object.fromEntries(named),
    folder: o.work,
    ...(outside === null ? {} : { outside }),
  };
}

function outsideOf({ outside }: Capsule, { grant, folder }: RunOptions): OutsideGrant | null {
  if (outside === null) return null;
  if (outside.secret !== null && grant.secret === null)
    throw secretMissing({ name: outside.secret, variable: secretVariable });
  const { events } = outside;
  return {
    ...noGrant,
    ...grant,
    ...(events === null ? {} : { events: { ...events, path: join(folder, events.path) } }),
  };
}

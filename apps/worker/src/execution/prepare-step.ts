import { type Artifact, type Database, findArtifacts } from '@millrace/db';
import { type LeasedStep, readStepContext, type StepContext } from '@millrace/db/protocol';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import type { RunInput, RunSpec } from '@millrace/pipeline-core/run';
import type { ChildArtifact, ChildInput } from '../child/protocol';
import { type AttemptFolder, bringArtifact, isCode } from './attempt-folder';
import type { ArtifactFiles } from './interfaces';

export type ContextOptions = { db: Database; step: LeasedStep; spec: RunSpec; fingerprint: string | null };

/** Reads what a step needs to know of its run, of the artifacts it names, and of an earlier result like its own. */
export async function loadContext({ db, step, spec, fingerprint }: ContextOptions): Promise<StepContext> {
  const referenced = Object.values(spec.references).flatMap((reference) => Object.values(reference.artifacts));
  const hashes = [...new Set([...step.inputs.map((input) => input.hash), ...referenced])];
  const idxs = [...new Set(step.inputs.map((input) => input.from))];
  const context = await readStepContext(db.pool, { runId: step.runId, idx: step.idx, hashes, idxs, fingerprint });
  if (context === null) throw new Error(`run ${step.runId} is gone`);
  return context;
}

export type PrepareOptions = {
  db: Database;
  files: Pick<ArtifactFiles, 'pathOf'>;
  folder: Pick<AttemptFolder, 'inputs'>;
  step: Pick<LeasedStep, 'inputs'>;
  spec: RunSpec;
  context: Pick<StepContext, 'titles' | 'artifacts'>;
  copy: boolean;
};

/** Inputs and references of a step as its child sees them. */
export async function prepareInputs(options: PrepareOptions): Promise<{
  inputs: Record<string, ChildInput[]>;
  references: Record<string, ChildArtifact[]>;
}> {
  const inputs: Record<string, ChildInput[]> = {};
  for (const [port, connections] of Object.entries(options.spec.inputs)) {
    const prepared = await Promise.all(connections.map((connection) => prepareInput(options, connection)));
    inputs[port] = prepared.filter(({ artifacts }, at) => artifacts.length > 0 || connections[at]?.maybe !== true);
  }
  const references: Record<string, ChildArtifact[]> = {};
  for (const [name, reference] of Object.entries(options.spec.references)) {
    const parts = Object.entries(reference.artifacts);
    references[name] = await Promise.all(parts.map(([port, hash]) => bring(options, { port, hash })));
  }
  return { inputs, references };
}

/** One connection: the artifact of the parent's port and what belongs to it (`table` and `table.meta`). */
async function prepareInput(options: PrepareOptions, connection: RunInput): Promise<ChildInput> {
  const parts = options.step.inputs.filter(
    ({ from, port }) => from === connection.idx && (port === connection.port || port.startsWith(`${connection.port}.`)),
  );
  const artifacts = await Promise.all(parts.map(({ port, hash }) => bring(options, { port, hash })));
  return { artifacts, title: options.context.titles[connection.idx] ?? '' };
}

async function bring(options: PrepareOptions, part: { port: string; hash: string }): Promise<ChildArtifact> {
  const hash = artifactHashSchema.parse(part.hash);
  const artifact = options.context.artifacts.get(hash);
  if (artifact === undefined) throw gone(options.spec, part);
  const request = { files: options.files, folder: options.folder, port: part.port, copy: options.copy };
  try {
    return await bringArtifact({ ...request, artifact });
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    // The place may have changed since the record was read: the collector and a new put took turns. Read it once more.
    const again = await readAgain(options.db, hash, artifact);
    if (again === null) throw gone(options.spec, part, error);
    return bringArtifact({ ...request, artifact: again });
  }
}

async function readAgain(db: Database, hash: ArtifactHash, before: Artifact): Promise<Artifact | null> {
  const again = (await findArtifacts(db, [hash])).get(hash);
  return again === undefined || again.location === before.location ? null : again;
}

function gone(spec: RunSpec, part: { port: string; hash: string }, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'artifact-gone',
    family: 'operator',
    place: `${spec.title} › ${part.port}`,
    seen: `no stored file for ${part.hash.slice(0, 12)}`,
    expected: 'the file in the artifact store',
    next: 'Restore the artifact folder from a backup, or run the pipeline again from its data.',
    ...(cause === undefined ? {} : { cause }),
  });
}

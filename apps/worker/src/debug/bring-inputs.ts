import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@millrace/db';
import type { ChildArtifact, ChildInput } from '../child/protocol';
import type { ArtifactFiles } from '../execution/interfaces';
import { prepareInputs } from '../execution/prepare-step';
import { inputsFolder } from './capsule';
import type { FoundStep } from './find-step-run';
import { inputGone, referenceGone } from './refusals';

export type BringOptions = { db: Database; files: Pick<ArtifactFiles, 'pathOf'>; folder: string; found: FoundStep };

/**
 * Copies what a step read into its capsule; paths in the answer are relative to it.
 * @throws input-gone, which names the step to run again, where retention took some of it
 */
export async function bringInputs({ db, files, folder, found }: BringOptions): Promise<{
  inputs: Record<string, ChildInput[]>;
  references: Record<string, ChildArtifact[]>;
}> {
  await requireInputs(files, found);
  const inputs = join(folder, inputsFolder);
  await mkdir(inputs, { recursive: true });
  const brought = await prepareInputs({
    ...{ db, files, folder: { inputs }, spec: found.step.spec, context: found.context },
    step: { inputs: [...found.given] },
    copy: true,
  });
  const inCapsule = (artifact: ChildArtifact): ChildArtifact =>
    artifact.path === undefined ? artifact : { ...artifact, path: `${inputsFolder}/${artifact.hash}` };
  return {
    inputs: mapValues(brought.inputs, (connections) =>
      connections.map(({ artifacts, title }) => ({ artifacts: artifacts.map(inCapsule), title })),
    ),
    references: mapValues(brought.references, (artifacts) => artifacts.map(inCapsule)),
  };
}

async function requireInputs(files: BringOptions['files'], { step, steps, given, context }: FoundStep): Promise<void> {
  const isKept = async (hash: string) => {
    const artifact = context.artifacts.get(hash);
    if (artifact === undefined) return false;
    return artifact.location === null || (await exists(files.pathOf(artifact.location)));
  };
  const { title, inputs, references } = step.spec;
  for (const { idx, port, maybe } of Object.values(inputs).flat()) {
    const parts = given.filter((part) => part.from === idx && (part.port === port || part.port.startsWith(`${port}.`)));
    const kept = await Promise.all(parts.map(({ hash }) => isKept(hash)));
    // Of a table that was let go, what is said about it is still there.
    const itself = parts.some((part) => part.port === port);
    if (kept.every(Boolean) && (itself || (maybe === true && parts.length === 0))) continue;
    throw inputGone({ title, port, parent: steps[idx]?.spec.title ?? 'a step before' });
  }
  for (const { label, artifacts } of Object.values(references)) {
    const kept = await Promise.all(Object.values(artifacts).map(isKept));
    if (!kept.every(Boolean)) throw referenceGone({ title, label });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function mapValues<A, B>(values: Record<string, A>, to: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}

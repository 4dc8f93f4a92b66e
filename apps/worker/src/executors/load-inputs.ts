import { readFile } from 'node:fs/promises';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { type Json, jsonSchema } from '@millrace/pipeline-core/json';
import { batchesReadSchema, type ResolvedReference } from '@millrace/pipeline-core/run';
import type { ChildArtifact, ChildInput, StepRequest } from '../child/protocol';
import { openTable } from '../data/table-view';
import type { JobInput } from './executor';

const metaEnding = '.meta';

/** Kinds of artifacts that are JSON, inline or as a file. */
const jsonKinds = new Set(['table-meta', 'transformer', 'metrics', 'json']);

export async function loadInputs(inputs: Record<string, ChildInput[]>): Promise<Record<string, JobInput[]>> {
  const loaded: Record<string, JobInput[]> = {};
  for (const [port, group] of Object.entries(inputs)) {
    loaded[port] = await Promise.all(group.map(({ artifacts, title }) => loadInput(artifacts, title)));
  }
  return loaded;
}

/** References carry one or more artifacts each: a batch a table and its metadata, a release its bundle, a view the tables of its versions. */
export async function loadReferences({
  references,
  spec,
}: Pick<StepRequest, 'references' | 'spec'>): Promise<Record<string, JobInput[]>> {
  const loaded: Record<string, JobInput[]> = {};
  for (const [name, artifacts] of Object.entries(references)) {
    const resolved = spec.references[name];
    const batchOf = batchesOf(resolved);
    const inputs = await Promise.all(thingsOf(artifacts).map((parts) => loadInput(parts, name)));
    loaded[name] = inputs.map((input) => ({ ...input, ...batchOf(input.artifact.port) }));
  }
  return loaded;
}

/** Which batch an artifact of a reference is the table of. */
function batchesOf(resolved: ResolvedReference | undefined): (port: string) => Pick<JobInput, 'batch'> {
  if (resolved?.kind === 'batch') return () => ({ batch: resolved.id });
  if (resolved?.kind !== 'batches') return () => ({});
  const ids = new Map(batchesReadSchema.parse(resolved.data).batches.map(({ id, port }) => [port, id]));
  return (port) => {
    const batch = ids.get(port);
    return batch === undefined ? {} : { batch };
  };
}

/** Artifacts that belong together: `v1` and `v1.meta` are one thing, `v2` is another. */
function thingsOf(artifacts: readonly ChildArtifact[]): ChildArtifact[][] {
  return artifacts
    .filter(({ port }) => !port.includes('.'))
    .map(({ port: thing }) => artifacts.filter(({ port }) => port === thing || port.startsWith(`${thing}.`)));
}

async function loadInput(artifacts: readonly ChildArtifact[], title: string): Promise<JobInput> {
  // `table.meta` and `table.origin` belong to `table`.
  const artifact = artifacts.find(({ port }) => !port.includes('.'));
  if (artifact === undefined) throw new Error(`the input "${title}" has no artifact`);
  const meta = artifacts.find(({ port }) => port === `${artifact.port}${metaEnding}`);
  if (meta !== undefined && artifact.path !== undefined) {
    const table = openTable(artifact.path, tableMetaSchema.parse(await readJson(meta)));
    return { title, artifact, table, path: artifact.path };
  }
  if (artifact.inline !== undefined || jsonKinds.has(artifact.kind)) {
    return { title, artifact, json: await readJson(artifact) };
  }
  if (artifact.path === undefined)
    throw new Error(`the artifact "${artifact.port}" of "${title}" has neither file nor JSON`);
  const facts = artifacts.find(({ port }) => port === `${artifact.port}.facts`);
  return { title, artifact, path: artifact.path, ...(facts === undefined ? {} : { facts: await readJson(facts) }) };
}

async function readJson(artifact: ChildArtifact): Promise<Json> {
  if (artifact.inline !== undefined) return artifact.inline;
  if (artifact.path === undefined) throw new Error(`the artifact "${artifact.port}" has neither file nor JSON`);
  return jsonSchema.parse(JSON.parse(await readFile(artifact.path, 'utf8')));
}

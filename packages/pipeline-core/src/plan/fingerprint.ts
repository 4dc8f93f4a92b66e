import { canonicalJson, type JsonObject } from '../json';
import { batchesReadSchema, type ResolvedReference, type RunInput, type RunSpec } from '../run/run-spec';
import { sha256 } from '../sha256';

/** An artifact as a parent made it: step index, port (`table`, `table.meta`) and content hash. */
export type ParentOutput = { idx: number; port: string; hash: string };

/** Content that arrives at each input port: for each connection the hash of the artifact and, for tables, of its metadata. */
export type InputHashes = Record<string, string[][]>;

/**
 * Hashes per input port, from what the parents made. Metadata counts as content, because roles and plans are in it.
 * Null when an output is not there, unless its step has ended without it and may do so.
 */
export function inputHashes(inputs: Record<string, RunInput[]>, outputs: readonly ParentOutput[]): InputHashes | null {
  // Of a search of many trials nearly all outputs are those of others.
  const read = new Set(Object.values(inputs).flatMap((connections) => connections.map(({ idx }) => idx)));
  const made = outputs.filter(({ idx }) => read.has(idx));
  const byKey = new Map(made.map((output) => [`${output.idx}:${output.port}`, output.hash]));
  const ended = new Set(made.map(({ idx }) => idx));
  const result: InputHashes = {};
  for (const [port, connections] of Object.entries(inputs)) {
    const hashes: string[][] = [];
    for (const connection of connections) {
      const hash = byKey.get(`${connection.idx}:${connection.port}`);
      const meta = byKey.get(`${connection.idx}:${connection.port}.meta`);
      if (hash === undefined && connection.maybe === true && ended.has(connection.idx)) {
        hashes.push([]);
        continue;
      }
      if (hash === undefined) return null;
      hashes.push(meta === undefined ? [hash] : [hash, meta]);
    }
    result[port] = hashes;
  }
  return result;
}

/**
 * Fingerprint of a step's result (architecture.md 7): sha256 of canonical JSON of [type, version, hash of the executor's
 * code, parameters, seed, fold, trial, inputs, references]. Equal fingerprints promise equal outputs of a deterministic
 * step; names, places, limits and labels do not count. The id of a batch does: it is written into the table's metadata.
 */
export function fingerprint(
  spec: Pick<RunSpec, 'type' | 'version' | 'params' | 'seed' | 'fold' | 'trial' | 'references'>,
  codeHash: string,
  inputs: InputHashes,
): string {
  const references = Object.fromEntries(
    Object.entries(spec.references).map(([name, reference]) => [name, readOf(reference)]),
  );
  const { type, version, params, seed, fold, trial } = spec;
  return sha256(
    canonicalJson([type, version, codeHash, params, seed, fold ?? null, trial ?? null, inputs, references]),
  );
}

/** What counts of a reference: its content and, of batches, which they are. */
export function readOf({ kind, id, artifacts, data }: ResolvedReference): JsonObject {
  // What is told of a batch besides, and which are left out, changes nothing of what is read.
  if (kind === 'batch') return { batch: id, artifacts };
  if (kind === 'batches') {
    const { batches } = batchesReadSchema.parse(data);
    return { batches: batches.map(({ id: batch, number, port }) => ({ id: batch, number, port })), artifacts };
  }
  // The format of a release is in its bundle already.
  if (kind === 'release') return artifacts;
  return data === undefined ? artifacts : { artifacts, data };
}

import { createHash } from 'node:crypto';
import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { isStorableJson, type OutputRecord } from '@millrace/db/protocol';
import { canonicalJson, type Json, jsonSchema } from '@millrace/pipeline-core/json';
import type { ChildOutput } from '../child/protocol';
import type { ArtifactFiles } from './interfaces';

/** JSON up to these sizes lives in the database; the metadata of tables is read so often that it may be larger. */
const inlineBytes = 8 * 1024;
const inlineMetaBytes = 1024 ** 2;

/** Stores all outputs of a step. Ports are unique: two outputs on one could never be committed. */
export async function putArtifacts(
  files: Pick<ArtifactFiles, 'putFile'>,
  outputs: readonly ChildOutput[],
  folder: string,
): Promise<OutputRecord[]> {
  const ports = outputs.map(({ port }) => port);
  const twice = ports.find((port, at) => ports.indexOf(port) !== at);
  if (twice !== undefined) throw new Error(`the step made two outputs on port ${twice}`);
  const records: OutputRecord[] = [];
  for (const output of outputs) records.push(await putArtifact(files, output, folder));
  return records;
}

/** Stores an output of a child: small JSON inline, all else as a file in a place of its own. */
async function putArtifact(
  files: Pick<ArtifactFiles, 'putFile'>,
  output: ChildOutput,
  folder: string,
): Promise<OutputRecord> {
  const { port, kind } = output;
  if (output.inline !== undefined) return putInline(files, { port, kind, value: output.inline, folder });
  if (output.path === undefined) throw new Error(`output ${port} has neither a path nor a value`);
  const path = await fileInside(folder, output.path);
  if (isJsonKind(kind) && (await stat(path)).size <= inlineMetaBytes) {
    const value = jsonSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const record = inlineRecord({ port, kind, value });
    if (record !== null) return record;
  }
  return { port, kind, ...(await files.putFile(path)) };
}

type InlineOutput = { port: string; kind: string; value: Json };

function inlineRecord({ port, kind, value }: InlineOutput): OutputRecord | null {
  const text = canonicalJson(value);
  const bytes = Buffer.byteLength(text);
  const limit = kind === 'table-meta' ? inlineMetaBytes : inlineBytes;
  if (bytes > limit || !isStorableJson(text)) return null;
  return { port, kind, hash: createHash('sha256').update(text, 'utf8').digest('hex'), bytes, inline: value };
}

async function putInline(
  files: Pick<ArtifactFiles, 'putFile'>,
  output: InlineOutput & { folder: string },
): Promise<OutputRecord> {
  const record = inlineRecord(output);
  if (record !== null) return record;
  const path = resolve(output.folder, `inline-${output.port.replace(/[^A-Za-z0-9._-]/g, '_')}.json`);
  await writeFile(path, canonicalJson(output.value)); // the same text as inline, so the same hash
  return { port: output.port, kind: output.kind, ...(await files.putFile(path)) };
}

const fileKinds = new Set(['table', 'model', 'bundle', 'held-out', 'figure', 'file', 'made-file']);

function isJsonKind(kind: string): boolean {
  return !fileKinds.has(kind);
}

/** A child hands over plain files of its own folder only; a link to elsewhere would let a step read what it must not. */
export async function fileInside(folder: string, path: string): Promise<string> {
  const full = await realpath(resolve(folder, path));
  const way = relative(await realpath(folder), full);
  const outside = way === '' || way.startsWith('..') || isAbsolute(way);
  if (outside || !(await stat(full)).isFile()) throw new Error(`output path ${path} is no file of the step's folder`);
  return full;
}

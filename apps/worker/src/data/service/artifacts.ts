import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import { rowsInside } from '@millrace/pipeline-core/release';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { withoutEntry } from '../without-entry';
import type { DataServiceOptions, FoundArtifact } from './options';

export const hashParams = z.object({ hash: artifactHashSchema });

export async function sendArtifact(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const found = await requireArtifact(options, request);
  if (found.location === null) return reply.type('application/json').send(JSON.stringify(found.inline ?? null));
  return reply.type('application/octet-stream').send(options.store.open(found.location));
}

/**
 * An older bundle as it may leave the workbench: without the rows that were held out, all else byte for byte. Says the
 * sha256 of what it sends, which nobody else knows; only of a file that is what its own hash says.
 */
export async function sendWithoutRows(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const { hash } = hashParams.parse(request.params);
  const { location } = await findRecord(options, hash);
  if (location === null) throw notFound(hash, 'a bundle');
  const cut = await withoutEntry(options.store.pathOf(location), { name: rowsInside, sha256: hash });
  return reply
    .type('application/octet-stream')
    .header('content-length', cut.bytes)
    .header('millrace-sent', cut.sha256)
    .send(cut.open());
}

export async function sendJson(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const found = await requireArtifact(options, request);
  reply.type('application/json');
  return found.location === null ? JSON.stringify(found.inline ?? null) : options.store.open(found.location);
}

export async function requireTablePath(options: DataServiceOptions, request: FastifyRequest): Promise<string> {
  return tablePath(options, hashParams.parse(request.params).hash);
}

export async function tablePath(options: DataServiceOptions, hash: ArtifactHash): Promise<string> {
  const { location } = await findRecord(options, hash);
  if (location === null) throw notFound(hash, 'a table');
  return options.store.pathOf(location);
}

async function requireArtifact(options: DataServiceOptions, request: FastifyRequest): Promise<FoundArtifact> {
  return findRecord(options, hashParams.parse(request.params).hash);
}

export async function findRecord(options: DataServiceOptions, hash: ArtifactHash): Promise<FoundArtifact> {
  const found = await options.findArtifact(hash);
  if (found === null) throw notFound(hash, 'an artifact');
  return found;
}

function notFound(hash: string, what: string): PipelineError {
  return new PipelineError({
    code: 'artifact-not-found',
    family: 'operator',
    place: 'Data service',
    seen: `no record of ${hash.slice(0, 12)}…`,
    expected: `${what} with this hash`,
    next: 'Reload the page; if it stays, run the step again.',
  });
}

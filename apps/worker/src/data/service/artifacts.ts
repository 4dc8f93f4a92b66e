import { PipelineError } from '@millrace/pipeline-core/errors';
import { type ArtifactHash, artifactHashSchema } from '@millrace/pipeline-core/ids';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DataServiceOptions, FoundArtifact } from './options';

export const hashParams = z.object({ hash: artifactHashSchema });

export async function sendArtifact(options: DataServiceOptions, request: FastifyRequest, reply: FastifyReply) {
  const found = await requireArtifact(options, request);
  if (found.location === null) return reply.type('application/json').send(JSON.stringify(found.inline ?? null));
  return reply.type('application/octet-stream').send(options.store.open(found.location));
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

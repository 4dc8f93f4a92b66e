import { timingSafeEqual } from 'node:crypto';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FastifyRequest } from 'fastify';

export function isAuthorised(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export function unauthorised(): PipelineError {
  return new PipelineError({
    code: 'unauthorised',
    family: 'operator',
    place: 'Data service',
    seen: 'no valid token',
    expected: 'the internal token of this installation',
    next: 'Start web and worker with the same INTERNAL_TOKEN.',
  });
}

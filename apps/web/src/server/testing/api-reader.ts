import { makeKey } from '../keys/api-keys';
import type { ProjectContext } from '../use-case';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';

/** Asks for a path below /api/v1. */
export type ApiReader = (path: string, signal?: AbortSignal) => Promise<Response>;

/** Asks the API as a program does, with a key of the person of this context that may read. */
export async function makeApiReader({ caller, project }: ProjectContext): Promise<ApiReader> {
  if (caller.kind !== 'person') throw new Error('not a person');
  const owner = { projectId: project.id, ownerId: caller.user, expiresAt: null };
  const { key } = await makeKey({ ...owner, name: 'k', scopes: ['read'] });
  const headers = { authorization: `Bearer ${key}` };
  return (path, signal) => {
    const request = new Request(`http://test/api/v1/${path}`, { headers, ...(signal === undefined ? {} : { signal }) });
    return handleOperation(operations, request);
  };
}

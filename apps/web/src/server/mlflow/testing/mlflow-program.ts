import type { Database } from '@millrace/db';
import type { KeyScope, Role } from '@millrace/pipeline-core/access';
import { makeKey } from '../../keys/api-keys';
import { makeMember, type Project } from '../../testing/test-server';
import { handleMlflow } from '../handle';

export type MlflowAnswer = { status: number; json: Record<string, unknown>; response: Response };
export type MlflowProgram = (method: string, path: string, body?: BodyInit) => Promise<MlflowAnswer>;

/** A program with a key of a project: it asks for a path below the mount, as MLflow's client does. */
export async function makeProgram(
  db: Database,
  o: { project: Project; role?: Role; scopes?: KeyScope[] },
): Promise<MlflowProgram> {
  const owner = await makeMember(db, { project: o.project, role: o.role ?? 'scientist' });
  const scopes = o.scopes ?? ['track:write'];
  const made = await makeKey({ projectId: o.project.id, name: 'k', scopes, ownerId: owner.user, expiresAt: null });
  return programWith({ authorization: `Bearer ${made.key}` });
}

/** The same with any headers. */
export function programWith(headers: Record<string, string>): MlflowProgram {
  return async (method, path, body) => {
    const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await handleMlflow(new Request(`http://millrace.test/mlflow${path}`, init));
    const isJson = response.headers.get('content-type') === 'application/json';
    const json: unknown = isJson ? await response.clone().json() : {};
    return { status: response.status, json: json as Record<string, unknown>, response }; // the protocol answers objects
  };
}

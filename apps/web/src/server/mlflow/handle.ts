import { getProject } from '@millrace/db';
import { type BigJson, invalid, TrackingError } from '@millrace/pipeline-core/tracking';
import { type Caller, callerFromKey } from '../auth/caller';
import { database } from '../database';
import { enterProject, type ProjectContext } from '../use-case';
import { type CallNeeds, type MlflowCall, rightOfNeeds } from './call';
import { mlflowCalls } from './calls';
import { mlflowJson, mlflowRefusal } from './mlflow-errors';
import { readCallInput } from './read-input';

/** The version of MLflow whose client this server is held against; clients ask for it to know what they may send. */
const protocolVersion = '3.17.2';

/** Answers one request below /mlflow: key, right, input, call; the protocol's own JSON when it is refused. */
export async function handleMlflow(request: Request): Promise<Response> {
  try {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/mlflow(?=\/|$)/, '');
    const open = answerWithoutKey(request.method, path);
    if (open !== null) return open;
    const { call, params } = findMlflowCall(mlflowCalls, request.method, path);
    const context = await enter(await callerFromKey(request.headers), call.needs);
    const input = call.file ? Object.fromEntries(url.searchParams) : await readCallInput(request, url);
    const answer: BigJson | Response = await call.run({ context, input, params, request });
    return answer instanceof Response ? answer : mlflowJson(answer);
  } catch (error) {
    return mlflowRefusal(error);
  }
}

/** What tools ask before they have a key. */
function answerWithoutKey(method: string, path: string): Response | null {
  if (method !== 'GET') return null;
  if (path === '/version') return new Response(protocolVersion, { headers: { 'content-type': 'text/plain' } });
  if (path === '/health') return new Response('OK', { headers: { 'content-type': 'text/plain' } });
  return null;
}

async function enter(caller: Caller, needs: CallNeeds): Promise<ProjectContext> {
  if (caller.kind !== 'key') {
    throw new TrackingError(
      'UNAUTHENTICATED',
      'A valid API key is needed. Set MLFLOW_TRACKING_TOKEN to a key of the project with the scope track:write.',
    );
  }
  const mayWrite = caller.scopes.includes('track:write');
  if (!mayWrite && !(needs === 'read' && caller.scopes.includes('read'))) {
    throw new TrackingError('PERMISSION_DENIED', 'This key has not the scope track:write, which this call needs.');
  }
  const project = await getProject(database(), caller.project);
  const need = { in: 'project', right: rightOfNeeds[needs], scope: mayWrite ? 'track:write' : 'read' } as const;
  return enterProject(caller, need, project?.slug ?? '');
}

/** The call for a method and a path below the mount, with the decoded segments it names. @throws TrackingError */
export function findMlflowCall(calls: readonly MlflowCall[], method: string, path: string) {
  for (const call of calls) {
    const params = call.methods.some((one) => one === method) ? matchPath(call.path, path) : null;
    if (params !== null) return { call, params };
  }
  throw new TrackingError(
    'ENDPOINT_NOT_FOUND',
    `There is no ${method} ${path.slice(0, 200)} here. See docs/mlflow.md.`,
  );
}

/** Decodes each segment once, and never again. */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  const takesRest = expected.at(-1) === '{path*}';
  if (takesRest ? actual.length < expected.length : actual.length !== expected.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const given = actual[index] ?? '';
    if (segment === '{path*}') values['path'] = actual.slice(index).map(decodeSegment).join('/');
    else if (segment.startsWith('{')) values[segment.slice(1, -1)] = decodeSegment(given);
    else if (segment !== given) return null;
  }
  return values;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) throw invalid('Invalid path');
    throw error;
  }
}

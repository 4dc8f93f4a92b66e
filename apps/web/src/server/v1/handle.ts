import { getProject } from '@millrace/db';
import { type Caller, callerFromKey } from '../auth/caller';
import { database } from '../database';
import { describeError, notFound, parseInput, Refusal } from '../errors';
import { enterProject } from '../use-case';
import type { Operation } from './operation';
import { readText } from './read-text';

const bodyLimit = 4 * 1024 * 1024;

/** Answers one request to /api/v1: key, right, parsed query and body, parsed answer; problem+json when refused. */
export async function handleOperation(operations: readonly Operation[], request: Request): Promise<Response> {
  try {
    const url = new URL(request.url);
    const found = findOperation(operations, request.method, url.pathname.replace(/^\/api\/v1/, ''));
    const caller = await callerFromKey(request.headers);
    const context = await enterProject(caller, found.operation.needs, await slugOfCaller(caller));
    const { query: schema } = found.operation;
    const query = schema === undefined ? {} : parseInput(schema, Object.fromEntries(url.searchParams));
    const body = await readBody(found.operation, request);
    const answer = await found.operation.run({ context, path: found.path, query, body, request });
    if (answer instanceof Response) return answer; // streamed: its media types are in the table of operations
    const { location, status } = found.operation;
    const headers = location === undefined ? {} : { location: `/api/v1${location(answer)}` };
    return Response.json(found.operation.answer.parse(answer), { status, headers });
  } catch (error) {
    return problem(error);
  }
}

async function slugOfCaller(caller: Caller): Promise<string> {
  if (caller.kind !== 'key')
    throw new Refusal(
      'unauthorized',
      'A valid API key is needed.',
      'Send it as Authorization: Bearer KEY or X-API-Key: KEY.',
    );
  const project = await getProject(database(), caller.project);
  if (project === null) throw notFound('project');
  return project.slug;
}

/** Matches method and path; `{name}` segments are returned by name. */
export function findOperation(operations: readonly Operation[], method: string, pathname: string) {
  for (const operation of operations) {
    const path = operation.method === method ? matchPath(operation.path, pathname) : null;
    if (path !== null) return { operation, path };
  }
  throw new Refusal(
    'not-found',
    `There is no ${method} /api/v1${pathname}.`,
    'The list of operations is at /api/v1/openapi.json.',
  );
}

function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const actual = pathname.split('/');
  if (expected.length !== actual.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = decodeSegment(actual[index] ?? '');
    if (value === null) return null;
    if (segment.startsWith('{')) values[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return values;
}

/** The text of a path segment; null when its percent escapes are broken. */
function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

async function readBody(operation: Operation, request: Request): Promise<unknown> {
  if (operation.body === undefined || operation.body === 'file') return {};
  const text = await readText(request, bodyLimit);
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new Refusal(
      'invalid',
      `The body is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
      'Send a JSON object.',
    );
  }
  return parseInput(operation.body, value, 'body');
}

function problem(error: unknown): Response {
  const { status, report } = describeError(error, 'This request');
  const body = {
    type: `urn:millrace:error:${report.code}`,
    title: report.code,
    status,
    detail: report.message,
    next: report.next,
  };
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

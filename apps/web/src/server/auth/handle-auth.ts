import { auth } from './auth';

/**
 * What the sign-in library may answer over HTTP. Its plugins bring many more routes (members, invitations, roles,
 * impersonation) with rules of their own; ours are use cases, so that the rights of a project have one gate.
 */
const openPaths = new Set(['/sign-in/email', '/sign-out', '/get-session']);

/** Answers a request to /api/auth. */
export async function handleAuth(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '');
  if (!openPaths.has(path)) return Response.json({ message: 'There is no such route.' }, { status: 404 });
  return auth().handler(request);
}

import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { environment } from './env';
import { contentSecurityPolicy } from './server/content-security-policy';

/**
 * Gives every page a Content-Security-Policy with a nonce of its own. Next puts the nonce it finds in the request's policy
 * on its scripts; the root layout puts it on ours.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy({ nonce, development: environment().NODE_ENV === 'development' });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

// Pages only: uploads must not be buffered here, and files and API answers hold no scripts.
export const config = { matcher: ['/((?!api/|mlflow/|_next/|icon\\.).*)'] };

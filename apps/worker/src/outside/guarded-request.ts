import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type CheckedAddress, reach } from './reach';

export type Guard = { privateHosts: readonly string[]; place: string; signal: AbortSignal };

/** A GET that goes only where a source may go: the address is looked up, checked, and the one connected to. */
export async function sendGuarded(
  url: URL,
  { headers, agent = false }: { headers: Record<string, string>; agent?: Agent | false },
  guard: Guard,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const found = await reach({ host: url.hostname, port }, guard);
  const { signal } = guard;
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(
      url,
      { headers: { 'user-agent': 'millrace', ...headers }, agent, lookup: only(found), signal },
      resolve,
    );
    request.on('error', reject);
    request.end();
  });
}

/** Answers every question with the address that was checked. */
function only({ address, family }: CheckedAddress): LookupFunction {
  return (_host, options, done) => {
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

/** Where a redirect leads; null where that is no way to go: down from https, somebody in between could answer. */
export function redirectTarget(from: URL, location: string): URL | null {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  return safe ? to : null;
}

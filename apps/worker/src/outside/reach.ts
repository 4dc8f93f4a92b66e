import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { isPrivateAddress } from './public-address';

/** A host and port as somebody named them. */
export type HostPort = { host: string; port: number };

/** An address to connect to: looked up once and checked, so that a later answer of the name server changes nothing. */
export type CheckedAddress = { address: string; family: number };

/**
 * Where a name leads, if one may go there: private, loopback, link-local and metadata addresses are refused unless the
 * operator lists the host, alone or with the port, in PRIVATE_HOSTS.
 */
export async function reach(
  target: HostPort,
  { privateHosts, place }: { privateHosts: readonly string[]; place: string },
): Promise<CheckedAddress> {
  const host = target.host.replace(/^\[|\]$/g, '').toLowerCase();
  const found = await addressesOf(host, place);
  if (isListed({ host, port: target.port }, privateHosts)) return found[0];
  if (found.some(({ address }) => isPrivateAddress(address))) throw privateAddress({ ...target, host }, place);
  return found[0];
}

/** Whether the operator has listed a host: `db.internal`, `db.internal:5432`, `[::1]:8080`. */
export function isListed({ host, port }: HostPort, privateHosts: readonly string[]): boolean {
  const names = [host, `[${host}]`];
  const wanted = new Set(names.flatMap((name) => [name, `${name}:${port}`]));
  return privateHosts.some((listed) => wanted.has(listed.toLowerCase()));
}

async function addressesOf(host: string, place: string): Promise<[CheckedAddress, ...CheckedAddress[]]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw unknownHost(host, place, cause);
  });
  const [first, ...rest] = found;
  if (first === undefined) throw unknownHost(host, place);
  return [first, ...rest];
}

function privateAddress({ host, port }: HostPort, place: string): PipelineError {
  return new PipelineError({
    code: 'private-address',
    family: 'pipeline',
    place,
    seen: `${host}, which leads into this machine or its network`,
    expected: 'a public address',
    next: `If it is meant, ask the operator to list ${host}:${port} in PRIVATE_HOSTS.`,
    message: `${host} leads to a private address, which sources may not read. If it is meant, ask the operator to list ${host}:${port} in PRIVATE_HOSTS.`,
  });
}

function unknownHost(host: string, place: string, cause?: unknown): PipelineError {
  return new PipelineError({
    code: 'unknown-host',
    family: 'operator',
    place,
    seen: `no address for the name ${host}`,
    expected: 'a host that can be found',
    next: 'Check the spelling, and whether this machine can look names up.',
    message: `The host ${host} cannot be found. Check the spelling, and whether this machine can look names up.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

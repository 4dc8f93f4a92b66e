import { hash } from 'node:crypto';
import { actorOfKey, type KeyScope } from '@millrace/pipeline-core/access';
import type { ProjectId } from '@millrace/pipeline-core/ids';

/** What scoring needs to know of a key that was found by its hash. */
export type KnownKey = {
  id: string;
  projectId: ProjectId;
  enabled: boolean;
  expiresAt: Date | null;
  scopes: readonly KeyScope[];
};

export type KeyAnswer =
  | { kind: 'allowed'; caller: string; projectId: ProjectId }
  | { kind: 'unauthorized'; message: string }
  | { kind: 'forbidden'; message: string };

type Headers = Record<string, string | string[] | undefined>;

/** The key of a request: `Authorization: Bearer`, `X-API-Key`, or the password of Basic. */
export function readKey(headers: Headers): string | null {
  const direct = headers['x-api-key'];
  if (typeof direct === 'string' && direct !== '') return direct;
  const authorization = headers.authorization;
  if (typeof authorization !== 'string') return null;
  const [scheme = '', rest = ''] = splitOnce(authorization.trim(), ' ');
  if (scheme.toLowerCase() === 'bearer') return rest.trim() || null;
  if (scheme.toLowerCase() !== 'basic') return null;
  const [, password = ''] = splitOnce(Buffer.from(rest.trim(), 'base64').toString('utf8'), ':');
  return password || null;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** How keys are kept: sha256 as base64url without padding. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'base64url');
}

/** Keys found (or not found) are remembered for so long, while the database is away too. A change of keys ends it at once. */
const rememberMs = 60_000;
const rememberAtMost = 10_000;

/** Whose key a request has: the project is the key's, whatever the request is about. */
export type KeyProject = (options: { headers: Headers; scope: KeyScope }) => Promise<KeyAnswer>;

export type Keys = {
  identify: KeyProject;
  /** Keys or members changed: the database is asked again. */
  forget(): void;
};

/** Checks keys by hash, remembering each answer of the database for 60 s or until told to forget. */
export function createKeyCheck(options: { find: (hash: string) => Promise<KnownKey | null>; now: () => number }): Keys {
  let remembered = new Map<string, { key: KnownKey | null; until: number }>();

  async function find(hash: string): Promise<KnownKey | null> {
    const known = remembered.get(hash);
    if (known !== undefined && known.until > options.now()) return known.key;
    // What was asked before a change must not be remembered after it: it goes into the map that was let go.
    const current = remembered;
    const key = await options.find(hash);
    if (current.size >= rememberAtMost) current.clear();
    current.set(hash, { key, until: options.now() + rememberMs });
    return key;
  }

  const identify: KeyProject = async ({ headers, scope }) => {
    const text = readKey(headers);
    if (text === null)
      return { kind: 'unauthorized', message: 'Send an API key as Bearer token, X-API-Key or Basic password.' };
    const key = await find(hashKey(text));
    if (key === null || !key.enabled)
      return { kind: 'unauthorized', message: 'This API key is not known or was revoked.' };
    if (key.expiresAt !== null && key.expiresAt.getTime() <= options.now()) {
      return { kind: 'unauthorized', message: 'This API key has expired: make a new one under Settings.' };
    }
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      return {
        kind: 'forbidden',
        message: `This API key lacks the scope ${scope}: it has ${key.scopes.join(', ') || 'none'}.`,
      };
    }
    return { kind: 'allowed', caller: actorOfKey(key.id), projectId: key.projectId };
  };

  return {
    identify,
    forget() {
      remembered = new Map();
    },
  };
}

import { hash } from 'node:crypto';
import { actorOfKey, type KeyScope } from '@millrace/pipeline-core/access';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { andThen } from '../server/and-then';

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

/** Keys found (or not found) are remembered for so long. A change of keys ends it at once. */
const rememberMs = 60_000;
/** As long as nobody would hear of a change. */
const unheardMs = 2_000;
const rememberAtMost = 10_000;

/** Whose key a request has: the project is the key's, whatever the request is about. */
export type KeyProject = (options: { headers: Headers; scope: KeyScope }) => KeyAnswer | Promise<KeyAnswer>;

export type Keys = {
  identify: KeyProject;
  /** Keys or members changed: the database is asked again. */
  forget(): void;
};

type Remembered = { key: KnownKey | null; until: number };

/** What was learned since the last change: by hash, and of keys that exist also by their text, as hashing costs more than the rest. */
type Memory = { byHash: Map<string, Remembered>; byText: Map<string, Remembered> };

/**
 * Checks keys by hash, remembering each answer for 60 s or until told to forget, and for 2 s while changes are not heard of.
 * Answers at once where it remembers.
 */
export function createKeyCheck(options: {
  find: (hash: string) => Promise<KnownKey | null>;
  now: () => number;
  hearsOfChanges?: () => boolean;
}): Keys {
  let memory = newMemory();

  function find(text: string): KnownKey | null | Promise<KnownKey | null> {
    const now = options.now();
    const before = memory.byText.get(text);
    if (before !== undefined && before.until > now) return before.key;
    const hash = hashKey(text);
    const known = memory.byHash.get(hash);
    if (known === undefined || known.until <= now) return ask(text, hash);
    rememberText(memory, text, known);
    return known.key;
  }

  async function ask(text: string, hash: string): Promise<KnownKey | null> {
    // What was asked before a change must not be remembered after it: it goes into the memory that was let go.
    const current = memory;
    const key = await options.find(hash);
    const heard = options.hearsOfChanges?.() ?? true;
    const answer = { key, until: options.now() + (heard ? rememberMs : unheardMs) };
    if (current.byHash.size >= rememberAtMost) current.byHash.clear();
    current.byHash.set(hash, answer);
    rememberText(current, text, answer);
    return key;
  }

  function judge(key: KnownKey | null, scope: KeyScope): KeyAnswer {
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
  }

  const identify: KeyProject = ({ headers, scope }) => {
    const text = readKey(headers);
    if (text === null)
      return { kind: 'unauthorized', message: 'Send an API key as Bearer token, X-API-Key or Basic password.' };
    return andThen(find(text), (key) => judge(key, scope));
  };

  return {
    identify,
    forget() {
      memory = newMemory();
    },
  };
}

function newMemory(): Memory {
  return { byHash: new Map(), byText: new Map() };
}

/** Of keys that exist only: what strangers try is not kept as text. */
function rememberText({ byText }: Memory, text: string, answer: Remembered): void {
  if (answer.key === null) return;
  if (byText.size >= rememberAtMost) byText.clear();
  byText.set(text, answer);
}

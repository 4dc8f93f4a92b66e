import type { ProjectId } from '@millrace/pipeline-core/ids';
import { createKeyCheck, hashKey, type KeyProject } from '../../scoring/keys/api-key';

/** Shorter keys can be guessed. */
const shortestKey = 16;

/** Hashes of the keys in `API_KEYS`, as `hashKey` makes them. The problem names a key by its place: it must not reach a log. */
export function parseKeys(text: string): { hashes: string[]; problem: string | null } {
  const keys = text.split(/[\s,]+/).filter((key) => key !== '');
  if (keys.length === 0) return { hashes: [], problem: 'holds no key; unset it, or name one' };
  const hashes: string[] = [];
  for (const [at, key] of keys.entries()) {
    const hex = /^sha256:(.*)$/.exec(key)?.[1];
    if (hex !== undefined && !/^[0-9a-f]{64}$/i.test(hex))
      return { hashes: [], problem: `key ${at + 1} begins with sha256: and needs 64 hexadecimal digits after it` };
    if (hex === undefined && key.length < shortestKey)
      return { hashes: [], problem: `key ${at + 1} has ${key.length} characters and needs at least ${shortestKey}` };
    hashes.push(hex === undefined ? hashKey(key) : Buffer.from(hex, 'hex').toString('base64url'));
  }
  return { hashes, problem: null };
}

/** Lets those in whose key has one of the hashes. A caller is named by the beginning of that hash, in hexadecimal digits. */
export function identifyAllowedKeys(hashes: readonly string[], projectId: ProjectId): KeyProject {
  const known = new Set(hashes);
  return createKeyCheck({
    async find(hash) {
      if (!known.has(hash)) return null;
      const id = Buffer.from(hash, 'base64url').toString('hex').slice(0, 12);
      return { id, projectId, enabled: true, expiresAt: null, scopes: ['predict'] };
    },
    now: Date.now,
  }).identify;
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Where a sealed value belongs: copied to another name or project it does not open. */
export type SealPlace = { projectId: string; name: string };

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under a key made from the installation's by HKDF; the place goes in as additional data. */
export function sealSecret(installationKey: string, place: SealPlace, value: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(installationKey), nonce);
  cipher.setAAD(placeBytes(place));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** The value, or null when it was sealed with another key, for another place, or was changed. */
export function openSealed(installationKey: string, place: SealPlace, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < 1 + nonceBytes + tagBytes || bytes[0] !== version) return null;
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(installationKey), nonce);
  decipher.setAAD(placeBytes(place));
  decipher.setAuthTag(bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
  try {
    const body = bytes.subarray(1 + nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null; // the tag does not fit: the only way GCM says "not this key, place or content"
  }
}

/** Secrets have a key of their own, so that nothing else made from the installation's key opens them. */
function sealingKey(installationKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', installationKey, 'millrace', 'secrets v1', 32));
}

function placeBytes({ projectId, name }: SealPlace): Buffer {
  return Buffer.from(JSON.stringify([projectId, name]), 'utf8');
}

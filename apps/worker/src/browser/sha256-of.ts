import { sha256 } from '@millrace/pipeline-core/sha256';

/** SHA-256 in hexadecimal, by the browser; it has none on addresses without https that are not this machine. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle }: { subtle?: typeof crypto.subtle } = crypto;
  if (subtle === undefined) return sha256(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

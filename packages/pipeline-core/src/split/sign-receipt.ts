import { canonicalJson, type Json } from '../json';
import { sha256, utf8 } from '../sha256';
import type { SplitReceipt } from './split-receipt';

/** What a signature vouches for: the receipt, the table it speaks of, who made it and when. */
export type SignedReceipt = {
  receipt: SplitReceipt;
  /** The table with the marks: hash of its file. */
  table: string;
  project: string;
  run: string;
  madeBy: string;
  /** ISO 8601. */
  at: string;
};

/** Signature of a receipt: HMAC-SHA256 (RFC 2104) over its canonical JSON, with a key made from the installation's. */
export function signReceipt(signed: SignedReceipt, installationKey: string): string {
  const key = hmacSha256(utf8(installationKey), 'millrace split receipt 1');
  // A receipt is plain JSON by its schema; the round trip drops undefined fields.
  const plain: Json = JSON.parse(JSON.stringify(signed));
  return hmacSha256(fromHex(key), canonicalJson(plain));
}

/** HMAC-SHA256 as 64 hex digits. */
export function hmacSha256(key: Uint8Array, message: string): string {
  const short = key.length > 64 ? fromHex(sha256(key)) : key;
  const padded = new Uint8Array(64);
  padded.set(short);
  const inner = sha256(
    concat(
      padded.map((byte) => byte ^ 0x36),
      utf8(message),
    ),
  );
  return sha256(
    concat(
      padded.map((byte) => byte ^ 0x5c),
      fromHex(inner),
    ),
  );
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

import { readRefusal } from './read-refusal';

/**
 * The bytes of a release's bundle, and the hash that the workbench says they have: that of the release, but where held-out
 * rows inside stay behind. Rejects with what was said where it is refused.
 * @param o.onProgress how many bytes have come
 */
export async function fetchBundle(o: {
  project: string;
  release: string;
  signal: AbortSignal;
  onProgress: (bytes: number) => void;
}): Promise<{ bundle: ArrayBuffer; sent: string | null }> {
  const query = new URLSearchParams({ project: o.project });
  const answer = await fetch(`/api/bundle/${o.release}?${query}`, { signal: o.signal });
  if (!answer.ok || answer.body === null) throw await readRefusal(answer);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.byteLength;
    o.onProgress(bytes);
  }
  return { bundle: await new Blob(parts).arrayBuffer(), sent: answer.headers.get('millrace-sent') };
}

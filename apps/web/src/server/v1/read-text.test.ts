import { describe, expect, it } from 'vitest';
import { readText } from './read-text';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  // `duplex` is missing in the DOM types
  return new Request('http://millrace.test', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

/** A body without an end; `taken` counts the chunks somebody asked for. */
function endless() {
  const state = { taken: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      state.taken += 1;
      controller.enqueue(new Uint8Array(100).fill(97));
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { body, state };
}

describe('a body', () => {
  it('is read as UTF-8 across chunks', async () => {
    const bytes = new TextEncoder().encode('{"name":"Zürich"}');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect(await readText(post(body), 100)).toBe('{"name":"Zürich"}');
  });

  it('is refused by its announced length before any of it is read', async () => {
    const { body, state } = endless();
    await expect(readText(post(body, { 'content-length': '1001' }), 1000)).rejects.toMatchObject({ kind: 'too-large' });
    expect(state.taken).toBeLessThanOrEqual(1); // the stream itself fetches one chunk ahead
  });

  it('is cut off when it brings more than it may', async () => {
    const { body, state } = endless();
    await expect(readText(post(body), 1000)).rejects.toMatchObject({ kind: 'too-large' });
    expect(state.cancelled).toBe(true);
    expect(state.taken).toBeLessThan(20);
  });
});

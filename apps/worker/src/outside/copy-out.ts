import { createWriteStream } from 'node:fs';
import type pg from 'pg';

/** What of pg's connection a COPY needs; its types leave the protocol out. */
type ProtocolConnection = {
  parse(query: { text: string }): void;
  bind(config: object): void;
  execute(config: object): void;
  sync(): void;
  stream: { pause(): void; resume(): void };
};

/**
 * Writes what `COPY … TO STDOUT` sends into a file, holding the server back while the disk is slow. The extended protocol
 * takes one statement and no more, whatever the text says. Answers the rows that came.
 */
export function copyOut(
  client: pg.Client,
  o: { text: string; path: string; onBytes: (bytes: number) => void; signal: AbortSignal },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const out = createWriteStream(o.path, { flags: 'w' });
    let failure: unknown = null;
    let rows = 0;
    let settled = false;
    const fail = (error: unknown) => {
      failure ??= error;
    };
    const settle = () => {
      if (settled) return;
      settled = true;
      o.signal.removeEventListener('abort', onAbort);
      if (failure !== null) {
        out.destroy();
        reject(failure);
      } else out.end(() => (failure === null ? resolve(rows) : reject(failure)));
    };
    const onAbort = () => {
      fail(o.signal.reason);
      // The only way to stop a server in the middle of a COPY without a second connection.
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      settle();
    };
    out.on('error', fail);
    o.signal.addEventListener('abort', onAbort, { once: true });
    const handlers = {
      submit(connection: unknown) {
        const wire = connection as ProtocolConnection; // pg calls it with its own connection
        wire.parse({ text: o.text });
        wire.bind({});
        wire.execute({});
        wire.sync();
      },
      handleCopyData({ chunk }: { chunk: Buffer }, connection: ProtocolConnection) {
        o.onBytes(chunk.byteLength);
        if (failure !== null || out.write(chunk)) return;
        connection.stream.pause();
        out.once('drain', () => connection.stream.resume());
      },
      handleRowDescription: () => undefined,
      handleDataRow: () => undefined,
      handlePortalSuspended: () => undefined,
      handleEmptyQuery: () => undefined,
      handleParseComplete: () => undefined,
      handleCommandComplete({ text }: { text: string }) {
        rows = Number(/(\d+)$/.exec(text)?.[1] ?? 0);
      },
      handleError: (error: unknown) => {
        fail(error);
        settle();
      },
      handleReadyForQuery: settle,
    };
    client.query(handlers);
  });
}

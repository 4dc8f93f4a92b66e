import { createWriteStream, type WriteStream } from 'node:fs';
import type pg from 'pg';

/** What of pg's connection a COPY needs; its types leave the protocol out. */
type ProtocolConnection = {
  parse(query: { text: string }): void;
  bind(config: object): void;
  execute(config: object): void;
  sync(): void;
  stream: { pause(): void; resume(): void; destroy(): void };
};

export type CopyOptions = { text: string; path: string; onBytes: (bytes: number) => void; signal: AbortSignal };

/**
 * Writes what `COPY … TO STDOUT` sends into a file, holding the server back while the disk is slow. The extended protocol
 * takes one statement and no more, whatever the text says. Answers the rows that came.
 */
export function copyOut(client: pg.ClientBase, options: CopyOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    options.signal.throwIfAborted(); // a listener is not told of what was before
    const out = createWriteStream(options.path, { flags: 'w' });
    const gathered = gatherRows();
    let settled = false;
    const settle = (end: { rows: number } | { error: unknown }) => {
      if (settled) return;
      settled = true;
      options.signal.removeEventListener('abort', onAbort);
      // A file that has its end asks for no more, and so would never let the connection go on.
      connectionOf(client).stream.resume();
      if ('rows' in end) return void out.end(gathered.rest(), () => resolve(end.rows));
      out.destroy();
      reject(end.error);
    };
    const onAbort = () => {
      settle({ error: options.signal.reason });
      // The only way to stop a server in the middle of a COPY without a second connection.
      connectionOf(client).stream.destroy();
    };
    out.on('error', (error) => {
      settle({ error });
      connectionOf(client).stream.destroy();
    });
    options.signal.addEventListener('abort', onAbort, { once: true });
    client.query(copyQuery({ ...options, gathered, out, settle }));
  });
}

/** pg keeps its connection in a field that its types leave out. */
function connectionOf(client: pg.ClientBase): ProtocolConnection {
  return (client as unknown as { connection: ProtocolConnection }).connection;
}

type GatheredRows = { add(row: Buffer): Buffer | null; rest(): Buffer };

const blockBytes = 256 * 1024;

/**
 * Rows as blocks to write. They are copied: a row is a view of memory that pg fills again with what comes next, while what
 * is written may still wait for the disk.
 */
function gatherRows(): GatheredRows {
  let block = Buffer.allocUnsafe(blockBytes);
  let used = 0;
  const rest = () => block.subarray(0, used);
  return {
    rest,
    /** A block that is full, when this row does not fit behind the others. */
    add(row) {
      const full = used + row.byteLength > block.byteLength ? rest() : null;
      if (full !== null) {
        block = Buffer.allocUnsafe(Math.max(blockBytes, row.byteLength));
        used = 0;
      }
      used += row.copy(block, used);
      return full;
    },
  };
}

type Copying = CopyOptions & {
  gathered: GatheredRows;
  out: WriteStream;
  settle: (end: { rows: number } | { error: unknown }) => void;
};

/** A query of pg's own kind: it is told of every message of the server. */
function copyQuery({ text, onBytes, gathered, out, settle }: Copying) {
  let rows = 0;
  let paused = false;
  return {
    submit(connection: unknown) {
      const wire = connection as ProtocolConnection; // pg calls it with its own connection
      wire.parse({ text });
      wire.bind({});
      wire.execute({});
      wire.sync();
    },
    handleCopyData({ chunk }: { chunk: Buffer }, connection: ProtocolConnection) {
      onBytes(chunk.byteLength);
      const block = gathered.add(chunk);
      // What the connection had taken in before the pause still comes.
      if (block === null || out.destroyed || out.write(block) || paused) return;
      paused = true;
      connection.stream.pause();
      out.once('drain', () => {
        paused = false;
        connection.stream.resume();
      });
    },
    handleRowDescription: () => undefined,
    handleDataRow: () => undefined,
    handlePortalSuspended: () => undefined,
    handleEmptyQuery: () => undefined,
    handleParseComplete: () => undefined,
    handleCommandComplete(message: { text: string }) {
      rows = Number(/(\d+)$/.exec(message.text)?.[1] ?? 0);
    },
    handleError: (error: unknown) => settle({ error }),
    handleReadyForQuery: () => settle({ rows }),
  };
}

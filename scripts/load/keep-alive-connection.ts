import { connect, type Socket } from 'node:net';

/** One answer as it came, head and body; the bytes hold until the callback returns. */
export type Answer = { status: number; bytes: Buffer; headLength: number };

export type KeepAliveConnection = {
  /** Sends these bytes, a whole request; once at a time. */
  ask(request: Buffer): void;
  close(): void;
};

const lineEnd = '\r\n\r\n';
const roomFor = 64 * 1024;

/**
 * A connection that asks once at a time and hands over whole answers. It reads into one buffer and makes nothing for each answer:
 * Node's own client takes 100 us for a request, and its pauses for garbage would count as the server's.
 * What is answered must say its `content-length`.
 */
export function openKeepAlive(o: {
  host: string;
  port: number;
  onAnswer(answer: Answer): void;
  /** It ended, whoever did it: an error by its code, e.g. `ECONNRESET`. */
  onEnd(code: string, words: string): void;
}): KeepAliveConnection {
  let room = Buffer.allocUnsafe(roomFor);
  let filled = 0;
  let ended = false;

  function end(code: string, words: string): void {
    if (ended) return;
    ended = true;
    socket.destroy();
    o.onEnd(code, words);
  }

  function take(bytes: number, from: Uint8Array): boolean {
    if (filled + bytes > room.length) room = Buffer.concat([room.subarray(0, filled)], (filled + bytes) * 2);
    room.set(from.subarray(0, bytes), filled);
    filled += bytes;
    const head = readHead(room.subarray(0, filled));
    if (head === 'not whole') return true;
    if (head === null) end('unreadable', room.toString('latin1', 0, Math.min(filled, 400)));
    else if (filled >= head.headLength + head.length) {
      filled = 0;
      o.onAnswer({
        status: head.status,
        headLength: head.headLength,
        bytes: room.subarray(0, head.headLength + head.length),
      });
    }
    return true;
  }

  const socket: Socket = connect({
    host: o.host,
    port: o.port,
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(roomFor), callback: take },
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error', error.message));
  socket.on('close', () => end('ECONNRESET', 'the connection was closed'));
  return {
    ask: (request) => socket.write(request),
    close: () => {
      ended = true;
      socket.destroy();
    },
  };
}

/** `null` where it is no head of HTTP/1.1 with a length. */
function readHead(bytes: Buffer): { status: number; length: number; headLength: number } | 'not whole' | null {
  const end = bytes.indexOf(lineEnd, 0, 'latin1');
  if (end < 0) return 'not whole';
  const text = bytes.toString('latin1', 0, end);
  const [status, length] = [/^HTTP\/1\.1 (\d{3})/.exec(text), /\r\ncontent-length: *(\d+)/i.exec(text)];
  if (status === null || length === null) return null;
  return { status: Number(status[1]), length: Number(length[1]), headLength: end + lineEnd.length };
}

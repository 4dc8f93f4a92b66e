import { connect, type Socket } from 'node:net';

/** One answer as it came, head and body; the bytes hold until the callback returns. */
export type Answer = {
  status: number;
  bytes: Buffer;
  headLength: number;
  /** The connection is over behind it, and `onEnd` is not called. */
  last: boolean;
};

export type KeepAliveConnection = {
  /** Sends these bytes, a whole request; once at a time. */
  ask(request: Buffer): void;
  close(): void;
};

const lineEnd = '\r\n\r\n';
const roomFor = 64 * 1024;

/**
 * A connection that asks once at a time and hands over whole answers. It leaves little for the garbage collector behind each
 * answer: the pauses of Node's own client would count as the server's. What is answered must say its `content-length`.
 */
export function openKeepAlive(o: {
  host: string;
  port: number;
  onAnswer(answer: Answer): void;
  /**
   * Nothing more is answered, whoever ended it: an error by its code, e.g. `ECONNRESET`, `cut off` within an answer, the status
   * of one without a length.
   */
  onEnd(failure: string, words: string): void;
}): KeepAliveConnection {
  let room = Buffer.allocUnsafe(roomFor);
  let filled = 0;
  let ended = false;

  function end(failure: string, words: string): void {
    if (ended) return;
    ended = true;
    socket.destroy();
    o.onEnd(failure, words);
  }
  const endOfStream = () => end(filled > 0 ? 'cut off' : 'ECONNRESET', 'the connection was closed');
  const textSoFar = () => room.toString('latin1', 0, Math.min(filled, 400));

  function take(bytes: number, from: Uint8Array): boolean {
    if (ended) return false;
    if (filled + bytes > room.length) room = Buffer.concat([room.subarray(0, filled)], (filled + bytes) * 2);
    room.set(from.subarray(0, bytes), filled);
    filled += bytes;
    const head = readHead(room.subarray(0, filled));
    if (head === 'not whole') return true;
    if (head === null) end('unreadable', textSoFar());
    else if (head.length === null) end(String(head.status), textSoFar());
    else if (filled > head.headLength + head.length) end('unreadable', `more than one answer: ${textSoFar()}`);
    else if (filled === head.headLength + head.length) handOver(head);
    return true;
  }

  function handOver({ status, headLength, last }: Head): void {
    const bytes = room.subarray(0, filled);
    filled = 0;
    if (last) close();
    o.onAnswer({ status, headLength, bytes, last });
  }

  const socket: Socket = connect({
    host: o.host,
    port: o.port,
    noDelay: true,
    onread: { buffer: Buffer.allocUnsafe(roomFor), callback: take },
  });
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error', error.message));
  socket.on('end', endOfStream).on('close', endOfStream);
  function close(): void {
    ended = true;
    socket.destroy();
  }
  return { ask: (request) => socket.write(request), close };
}

type Head = { status: number; length: number | null; headLength: number; last: boolean };

/** `null` where it is no head of HTTP/1.1. */
function readHead(bytes: Buffer): Head | 'not whole' | null {
  const end = bytes.indexOf(lineEnd, 0, 'latin1');
  if (end < 0) return 'not whole';
  const text = bytes.toString('latin1', 0, end);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text);
  if (status === null) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text);
  return {
    status: Number(status[1]),
    length: length === null ? null : Number(length[1]),
    headLength: end + lineEnd.length,
    last: /\r\nconnection: *close/i.test(text),
  };
}

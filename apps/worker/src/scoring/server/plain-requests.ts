import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type PlainHead, rememberHeads } from './plain-head';
import { createHttpDate, type PlainReply, plainReply, type WholeAnswer } from './plain-reply';

export type PlainRequest = { head: PlainHead; body: Buffer; startedAt: number };

export type PlainRequestOptions = {
  /** Answers through the reply, then or later; throws only where nothing was answered. */
  answer: (request: PlainRequest, reply: PlainReply) => void;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  /** Milliseconds since 1970. */
  wallClock: () => number;
};

export type PlainRequests = {
  /** Idle connections end now, those with a request behind its answer. */
  close(): void;
};

/** Keys of callers stand in heads, of strangers too: as long as keys are remembered. */
const forgetEveryMs = 60_000;
const endOfHead = '\r\n\r\n';

/**
 * Answers plain requests right where their bytes arrive: the whole request in one piece, as `readPlainHead` knows it. Everything
 * else is given to the server with all its bytes, and the connection stays there: it knows the whole of HTTP, and costs three
 * times as much.
 */
export function answerPlainRequests(server: Server, options: PlainRequestOptions): PlainRequests {
  const connections = new Set<{ close: () => void }>();
  const [give] = server.listeners('connection');
  if (give === undefined)
    throw new Error('the HTTP server listens to no connections: plain requests cannot be told apart');
  server.removeAllListeners('connection');
  const heads = rememberHeads();
  const forgetting = setInterval(heads.forget, forgetEveryMs).unref();
  const shared = { ...options, readHead: heads.read, date: createHttpDate(options.wallClock) };
  let closing = false;
  server.on('connection', (socket: Socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    const connection = plainConnection(socket, {
      ...shared,
      idleMs: server.keepAliveTimeout,
      isClosing: () => closing,
      giveAway: (bytes) => giveAway(bytes),
    });
    connections.add(connection);
    const forget = () => connections.delete(connection);
    socket.once('close', forget);
    function giveAway(bytes: Buffer): void {
      connections.delete(connection);
      socket.off('close', forget);
      give?.call(server, socket);
      // Behind that: the server's parser takes over what comes from the network, and these bytes come before it.
      socket.unshift(bytes);
      socket.resume();
    }
  });
  return {
    close() {
      closing = true;
      clearInterval(forgetting);
      for (const connection of connections) connection.close();
    },
  };
}

type ConnectionOptions = PlainRequestOptions & {
  readHead: (text: string) => PlainHead | null;
  date: () => string;
  idleMs: number;
  isClosing: () => boolean;
  giveAway: (bytes: Buffer) => void;
};

/** One connection, as long as its requests are plain. */
function plainConnection(socket: Socket, options: ConnectionOptions): { close: () => void } {
  const keepAlive = Math.floor(options.idleMs / 1000);
  let busy = false;
  /** What came before the answer to the request before it. */
  let early: Buffer | null = null;

  function giveAway(bytes: Buffer): void {
    socket.off('data', onData).off('end', onEnd).off('error', onError).off('timeout', onTimeout).setTimeout(0);
    options.giveAway(bytes);
  }

  function onData(bytes: Buffer): void {
    if (socket.writableEnded) return; // the last answer is on its way
    if (busy) wait(bytes);
    else answerOrGive(bytes);
  }

  function answerOrGive(bytes: Buffer): void {
    const end = bytes.indexOf(endOfHead);
    const head = end < 0 ? null : options.readHead(bytes.toString('latin1', 0, end));
    const start = end + endOfHead.length;
    // More than one request, less than one, or a client that does not read its answers.
    const isWhole = head !== null && bytes.byteLength === start + head.length && !socket.writableNeedDrain;
    if (!isWhole || options.isClosing()) {
      giveAway(bytes);
      return;
    }
    busy = true;
    const reply = plainReply({ write, date: options.date, isLast, keepAlive });
    options.answer({ head, body: bytes.subarray(start), startedAt: options.now() }, reply);
  }

  function wait(bytes: Buffer): void {
    early = early === null ? bytes : Buffer.concat([early, bytes]);
    socket.pause();
  }

  const isLast = () => options.isClosing() || (socket.readableEnded && early === null);

  function write({ text, isAscii, last }: WholeAnswer): void {
    busy = false;
    if (socket.destroyed) return; // the server would keep a parser for it
    socket.write(text, isAscii ? 'latin1' : 'utf8');
    if (last) socket.destroySoon();
    else if (early !== null) giveAway(early);
  }

  // Nobody sends more: what was asked is answered still.
  function onEnd(): void {
    if (!busy) socket.destroySoon();
  }
  function onError(): void {
    socket.destroy(); // by the other side; whatever it asked is kept and counted all the same
  }
  function onTimeout(): void {
    if (!busy) socket.destroy();
  }

  socket.on('data', onData).on('end', onEnd).on('error', onError).on('timeout', onTimeout);
  socket.setNoDelay(true).setTimeout(options.idleMs);
  return {
    close() {
      if (!busy) socket.destroySoon();
    },
  };
}

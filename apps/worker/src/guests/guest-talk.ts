import type { Duplex } from 'node:stream';

/** What both sides send: a header of JSON and numbers as they lie in memory. */
export type Message = { header: unknown; body: Buffer };

/** Larger messages are no answers. */
const mostHeader = 64 * 1024 ** 2;
const mostBody = 512 * 1024 ** 2;
const mostUnasked = 1024 ** 2;

/**
 * Talks over a channel in messages of two lengths (32 bits, little-endian), a header and a body. One question at a time:
 * `hear` gives the next message, and rejects when what comes is none, or the channel ends before.
 */
export function guestTalk(channel: Duplex): {
  say(header: object, body: readonly Uint8Array[]): void;
  hear(): Promise<Message>;
} {
  let parts: Buffer[] = [];
  let held = 0;
  let waiting: { resolve(message: Message): void; reject(error: Error): void } | null = null;
  let ended: Error | null = null;

  const end = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = null;
  };
  const look = () => {
    if (waiting === null || held < 8) return;
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    parts = [all];
    const [header, body] = [all.readUInt32LE(0), all.readUInt32LE(4)];
    if (header > mostHeader || body > mostBody) return end(new Error('a guest said too much at once'));
    const whole = 8 + header + body;
    if (held < whole) return;
    parts = held > whole ? [all.subarray(whole)] : [];
    held -= whole;
    const { resolve } = waiting;
    try {
      const said: unknown = JSON.parse(all.toString('utf8', 8, 8 + header));
      waiting = null;
      resolve({ header: said, body: all.subarray(8 + header, whole) });
    } catch {
      end(new Error('a guest said something else than JSON'));
    }
  };
  channel.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    held += chunk.length;
    // One that goes on unasked would fill our memory.
    if (waiting === null && held > mostUnasked) {
      parts = [];
      end(new Error('a guest said too much unasked'));
      channel.destroy();
      return;
    }
    // Joined once they are whole: joining at each chunk would copy a large answer over and over.
    if (isWhole(parts, held)) look();
  });
  channel.on('close', () => end(new Error('a guest ended its side')));
  return {
    say(header, body) {
      const text = Buffer.from(JSON.stringify(header));
      const lengths = Buffer.alloc(8);
      lengths.writeUInt32LE(text.length, 0);
      lengths.writeUInt32LE(
        body.reduce((sum, part) => sum + part.byteLength, 0),
        4,
      );
      for (const part of [lengths, text, ...body]) channel.write(part);
    },
    hear: () =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        waiting = { resolve, reject };
        look();
      }),
  };
}

/** Whether the first message is there, or is known to be none. */
function isWhole(parts: readonly Buffer[], held: number): boolean {
  const [first] = parts;
  if (first === undefined || first.length < 8) return held >= 8;
  const [header, body] = [first.readUInt32LE(0), first.readUInt32LE(4)];
  return header > mostHeader || body > mostBody || held >= 8 + header + body;
}

import { STATUS_CODES } from 'node:http';
import type { Reply } from './reply';

export type PlainReply = Reply & {
  /** Calls back when the answer was handed to the connection. */
  afterwards(work: () => void): void;
  readonly sent: boolean;
};

export type PlainReplyOptions = {
  /** Takes the whole answer; `last`: the connection ends behind it. */
  write: (text: string, last: boolean) => void;
  /** The text of the header `Date`. */
  date: () => string;
  /** Whether this connection ends with this answer. */
  isLast: () => boolean;
  /** Seconds that a connection stays open without a request. */
  keepAlive: number;
};

/** The answer to a plain request: one text, written at once. */
export function plainReply(options: PlainReplyOptions): PlainReply {
  let status = 200;
  let headers = '';
  let sent = false;
  const works: (() => void)[] = [];
  return {
    get statusCode() {
      return status;
    },
    get sent() {
      return sent;
    },
    code(code) {
      status = code;
    },
    header(name, value) {
      headers += `${name}: ${value}\r\n`;
    },
    send(value) {
      if (sent) throw new Error('this request has its answer already');
      const last = options.isLast();
      const text = answerText({ ...options, status, headers, value, last });
      sent = true;
      options.write(text, last);
      for (const work of works) setImmediate(work);
    },
    afterwards(work) {
      works.push(work);
    },
  };
}

function answerText(o: PlainReplyOptions & { status: number; headers: string; value: unknown; last: boolean }): string {
  const body = JSON.stringify(o.value);
  const connection = o.last ? 'close' : `keep-alive\r\nkeep-alive: timeout=${o.keepAlive}`;
  return `HTTP/1.1 ${o.status} ${STATUS_CODES[o.status] ?? 'Unknown'}\r\ncontent-type: application/json; charset=utf-8\r\n${o.headers}content-length: ${Buffer.byteLength(body)}\r\ndate: ${o.date()}\r\nconnection: ${connection}\r\n\r\n${body}`;
}

/** The text of the header `Date`, made once a second. */
export function createHttpDate(now: () => number): () => string {
  let text = '';
  let second = Number.NaN;
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) {
      second = current;
      text = new Date(current * 1000).toUTCString();
    }
    return text;
  };
}

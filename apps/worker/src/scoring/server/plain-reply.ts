import { STATUS_CODES } from 'node:http';
import type { Reply } from './reply';

export type PlainReply = Reply & {
  /** Calls back when the answer was handed to the connection. */
  afterwards(work: () => void): void;
  readonly sent: boolean;
};

export type WholeAnswer = {
  text: string;
  /** One byte for each character: written faster. */
  isAscii: boolean;
  /** The connection ends behind it. */
  last: boolean;
};

export type PlainReplyOptions = {
  /** Takes the whole answer. */
  write: (answer: WholeAnswer) => void;
  /** The text of the header `Date`. */
  date: () => string;
  /** Whether this connection ends with this answer. */
  isLast: () => boolean;
  /** Seconds that a connection stays open without a request. */
  keepAlive: number;
};

/**
 * The answer to a plain request: one text, written at once. A class, as one is made for each request: an object literal with
 * getters gets a shape of its own in V8 each time, which outlives its request until the whole heap is collected.
 */
class OneAnswer implements PlainReply {
  statusCode = 200;
  sent = false;
  private headers = '';
  private works: (() => void)[] | null = null;

  constructor(private readonly options: PlainReplyOptions) {}

  code(status: number): void {
    this.statusCode = status;
  }

  header(name: string, value: string): void {
    this.headers += `${name}: ${value}\r\n`;
  }

  send(value: unknown): void {
    if (this.sent) throw new Error('this request has its answer already');
    const { options, statusCode: status, headers } = this;
    const last = options.isLast();
    const body = JSON.stringify(value);
    const length = Buffer.byteLength(body);
    const text = `${headOf({ options, status, headers, length, last })}\r\n${body}`;
    this.sent = true;
    options.write({ text, isAscii: length === body.length, last });
    for (const work of this.works ?? []) setImmediate(work);
  }

  /** Bound: it is handed on alone. */
  afterwards = (work: () => void): void => {
    this.works ??= [];
    this.works.push(work);
  };
}

export function plainReply(options: PlainReplyOptions): PlainReply {
  return new OneAnswer(options);
}

type Head = { options: PlainReplyOptions; status: number; headers: string; length: number; last: boolean };

function headOf({ options, status, headers, length, last }: Head): string {
  const connection = last ? 'close' : `keep-alive\r\nkeep-alive: timeout=${options.keepAlive}`;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\ncontent-type: application/json; charset=utf-8\r\n${headers}content-length: ${length}\r\ndate: ${options.date()}\r\nconnection: ${connection}\r\n`;
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

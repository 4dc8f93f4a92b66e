/** What stands before the body of a plain request. Names of headers are in small letters. */
export type PlainHead = {
  slug: string;
  /** The release that the address asks for. */
  release?: string;
  headers: Readonly<Record<string, string>>;
  /** Bytes of the body. */
  length: number;
};

const requestLine = /^POST \/serve\/([A-Za-z0-9._-]{1,100})\/predict(?:\?release=([A-Za-z0-9._-]{1,100}))? HTTP\/1\.1$/;
/** Nothing folded, no space before the colon or behind the value, visible ASCII. */
const headerLine = /^([A-Za-z][A-Za-z0-9-]*): ?([!-~](?:[ -~]*[!-~])?)$/;
const json = /^application\/json(?:; ?charset=utf-8)?$/i;
const wholeNumber = /^[1-9][0-9]{0,5}$/;

/** Change how the body is read, or what becomes of the connection. */
const foreign = ['transfer-encoding', 'content-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection'];

/**
 * Reads the head of a request as nearly every client sends it, `text` being all before the empty line. Null where anything of it
 * is unusual: a server that knows the whole of HTTP reads that. What is read here has one meaning only (RFC 9112, 2 to 6): one
 * length, one type, no header twice, nothing that changes how the body is read.
 */
export function readPlainHead(text: string): PlainHead | null {
  const [first = '', ...lines] = text.split('\r\n');
  const [, slug, release] = requestLine.exec(first) ?? [];
  if (slug === undefined) return null;
  const headers = readHeaders(lines);
  if (headers === null) return null;
  const { host, connection = 'keep-alive', 'content-length': length = '', 'content-type': type = '' } = headers;
  const isPlain =
    host !== undefined && connection.toLowerCase() === 'keep-alive' && wholeNumber.test(length) && json.test(type);
  if (!isPlain || foreign.some((name) => name in headers)) return null;
  return { slug, ...(release === undefined ? {} : { release }), headers, length: Number(length) };
}

function readHeaders(lines: readonly string[]): Record<string, string> | null {
  const headers: Record<string, string> = Object.create(null); // no name is there before it was sent
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined || name.toLowerCase() in headers) return null;
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

const mostRemembered = 1_000;
/** Longer ones are no plain client's. */
const longestRemembered = 2_000;

export type HeadReader = {
  read(text: string): PlainHead | null;
  forget(): void;
};

/** `readPlainHead` that remembers what is plain: a client sends the same head with every row. */
export function rememberHeads(): HeadReader {
  const heads = new Map<string, PlainHead>();
  return {
    read(text) {
      const before = heads.get(text);
      if (before !== undefined) return before;
      if (text.length > longestRemembered) return null;
      const head = readPlainHead(text);
      if (head === null) return null;
      if (heads.size >= mostRemembered) heads.clear();
      heads.set(text, head);
      return head;
    },
    forget: () => heads.clear(),
  };
}

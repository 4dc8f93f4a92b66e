const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openings = new Set([0x5b, 0x7b]);
const closings = new Set([0x5d, 0x7d]);
const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Largest element of a list, in bytes: a longer one has lost its end. */
const largestElement = 64 * 2 ** 20;

export class JsonElementError extends Error {}

/**
 * The elements of a JSON document that is one list, each as its bytes, without holding the document: it looks for
 * commas and the closing bracket outside texts and inner lists. What is inside an element is the parser's to judge.
 */
export async function* jsonElements(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const scanner = new ElementScanner();
  for await (const chunk of chunks) {
    yield* scanner.take(chunk);
  }
  if (!scanner.ended) throw new JsonElementError('the list does not end: the file is cut short');
}

class ElementScanner {
  ended = false;
  private rest: Buffer = Buffer.alloc(0);
  private at = 0;
  private start = 0;
  private depth = 0;
  private inText = false;
  private commaDue = false;

  *take(chunk: Buffer): Generator<Buffer> {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (; this.at < bytes.length; this.at++) {
      const element = this.step(bytes, bytes[this.at]!);
      if (element !== null) yield element;
    }
    if (bytes.length - this.start > largestElement) throw new JsonElementError('a row is longer than 64 MB');
    // A backslash at the very end has moved `at` past it; the position counts from what is kept.
    this.rest = this.depth === 0 ? Buffer.alloc(0) : bytes.subarray(this.start);
    this.at -= this.depth === 0 ? bytes.length : this.start;
    this.start = 0;
  }

  private step(bytes: Buffer, byte: number): Buffer | null {
    if (this.inText) {
      if (byte === backslash) this.at++;
      else if (byte === quote) this.inText = false;
      return null;
    }
    if (this.depth === 0) {
      this.outside(byte);
      return null;
    }
    if (byte === quote) this.inText = true;
    else if (openings.has(byte)) this.depth++;
    else if (closings.has(byte)) this.depth--;
    const isEnd = this.depth === 0;
    if (!isEnd && !(byte === comma && this.depth === 1)) return null;
    const element = bytes.subarray(this.start, this.at);
    this.start = this.at + 1;
    if (isEnd) this.ended = true;
    const isBlank = element.every((code) => blanks.has(code));
    if (isBlank && (!isEnd || this.commaDue)) throw new JsonElementError('a comma without a row');
    this.commaDue = !isEnd;
    return isBlank ? null : element;
  }

  private outside(byte: number): void {
    if (blanks.has(byte)) return;
    if (this.ended) throw new JsonElementError('text follows the end of the list');
    this.depth = 1;
    this.start = this.at + 1;
  }
}

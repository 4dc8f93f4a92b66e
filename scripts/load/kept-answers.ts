/**
 * What was answered, outside the heap of JavaScript: what is kept there is moved twice before it rests, and those pauses would
 * count as the server's. It is read when all answers have come.
 */
export class KeptAnswers {
  /** Of each answer: its block, where it begins there, how long it and its head are, and its time in ms. */
  readonly #places: Float64Array;
  readonly #blocks: Buffer[] = [];
  #filled = 0;
  #count = 0;

  constructor(atMost: number) {
    this.#places = new Float64Array(atMost * fields);
  }

  /** `ms` from when its request was due to its last byte. */
  keep(bytes: Uint8Array, { headLength, ms }: { headLength: number; ms: number }): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || this.#filled + bytes.length > block.length) {
      block = Buffer.allocUnsafe(Math.max(blockBytes, bytes.length));
      this.#blocks.push(block);
      this.#filled = 0;
    }
    block.set(bytes, this.#filled);
    const place = [this.#blocks.length - 1, this.#filled, bytes.length, headLength, ms];
    this.#places.set(place, this.#count * fields);
    this.#filled += bytes.length;
    this.#count += 1;
  }

  *[Symbol.iterator](): Generator<{ head: string; body: string; ms: number }> {
    for (let at = 0; at < this.#count; at += 1) {
      const [block = 0, from = 0, length = 0, headLength = 0, ms = 0] = this.#places.subarray(
        at * fields,
        (at + 1) * fields,
      );
      const bytes = this.#blocks[block]?.subarray(from, from + length) ?? Buffer.of();
      yield { head: bytes.toString('latin1', 0, headLength), body: bytes.toString('utf8', headLength), ms };
    }
  }
}

const fields = 5;
const blockBytes = 16 * 1024 * 1024;

import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { type CellAutomaton, stuck } from './cell-automaton';
import { wholeCharacters } from './text-encoding';

const chunkBytes = 1 << 20;

/**
 * Whether a file is UTF-8 and all of its cells are as the automaton knows them; ends at the first byte that is not.
 * `first`: looks at the beginning only.
 */
export async function scanCells(
  path: string,
  automaton: CellAutomaton,
  { signal, first = false }: { signal?: AbortSignal | undefined; first?: boolean },
): Promise<boolean> {
  const file = await open(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(chunkBytes + 4);
  try {
    let state = automaton.start;
    let carried = 0; // bytes of a character that was cut, at the beginning of the buffer
    while (signal?.aborted !== true) {
      const { bytesRead } = await file.read(buffer, carried, chunkBytes, null);
      if (bytesRead === 0) return carried === 0 && automaton.mayEnd(state);
      const end = carried + bytesRead;
      state = walk(automaton, buffer.subarray(carried, end), state);
      const whole = wholeCharacters(buffer.subarray(0, end));
      if (state === stuck || end - whole > 3 || !isUtf8(buffer.subarray(0, whole))) return false;
      if (first) return true;
      buffer.copyWithin(0, whole, end);
      carried = end - whole;
    }
    return false;
  } finally {
    await file.close();
  }
}

function walk({ next, classOf }: CellAutomaton, bytes: Uint8Array, from: number): number {
  let state = from;
  // Both are in range: a class for each byte, a row for each state.
  for (let at = 0; at < bytes.length; at++) state = next[state + classOf[bytes[at]!]!]!;
  return state;
}

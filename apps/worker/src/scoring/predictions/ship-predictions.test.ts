import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testPrediction } from '../../testing/test-prediction';
import { linesOf } from './line-text';
import { createShipPace } from './ship-pace';
import { createShipper, toLine, toText } from './ship-predictions';

/** A shipper over a database that takes any text, as one does whose columns fit by chance. */
function setUp() {
  const batches: string[][] = [];
  const aside: string[] = [];
  const shipper = createShipper({
    spool: { putAside: async (lines) => void aside.push(...lines) },
    insert: async (text) => void batches.push(linesOf(text)),
    isRefusal: () => true,
    pace: createShipPace({ work: () => 0 }),
    behind: () => 0,
    logger: createQuietLogger(),
  });
  return { shipper, batches, aside };
}

const line = (city = 'Oslo') => toLine(testPrediction({ input: { city } }));

describe('ship predictions', () => {
  it('reads what another process wrote, and puts aside what is no prediction even where the database would take it', async () => {
    const { shipper, batches, aside } = setUp();
    const odd = JSON.stringify({ ...testPrediction({}), status: 'splendid' });
    const lines = [line(), odd, 'not json', line()];
    expect(await shipper.ship(toText(lines), { read: true })).toBe(toText(lines).byteLength);
    expect(batches).toEqual([[lines[0]], [lines[3]]]);
    expect(aside).toEqual([odd, 'not json']);
    expect(shipper.counts()).toEqual({ shipped: 2, refused: 2 });
  });

  it('writes anew what others wrote by other rules of JSON, so that it is kept as it was meant', async () => {
    const { shipper, batches, aside } = setUp();
    const meant = testPrediction({ input: { city: 'Oslo \u{1f600}', lone: '\ud800', share: 1 } });
    const theirs = toLine(meant)
      .replace('\u{1f600}', '\\uD83D\\ude00')
      .replace('\\ud800', '\\uD800')
      .replace('"share":1', '"share":1.0')
      .replace('"revision":1', '"revision": 1.0')
      .replace('"total":80', '"total":8e1');
    expect(JSON.parse(theirs)).toEqual(meant);
    expect(await shipper.ship(toText([theirs]), { read: true })).toBe(toText([theirs]).byteLength);
    expect(batches).toEqual([[toLine(meant)]]);
    expect(aside).toEqual([]);
  });

  it('passes on what this process wrote as it is, a thousand at a time', async () => {
    const { shipper, batches } = setUp();
    const lines = Array.from({ length: 2_001 }, () => line());
    expect(await shipper.ship(toText(lines), { read: false })).toBe(toText(lines).byteLength);
    expect(batches.map(({ length }) => length)).toEqual([1_000, 1_000, 1]);
    expect(batches.flat()).toEqual(lines);
  });

  it('sends no more text at once than the database takes well, and a longer line alone', async () => {
    const { shipper, batches } = setUp();
    const lines = [
      line(),
      line('x'.repeat(5_000_000)),
      line('y'.repeat(3_000_000)),
      line('z'.repeat(3_000_000)),
      line(),
    ];
    expect(await shipper.ship(toText(lines), { read: false })).toBe(toText(lines).byteLength);
    expect(batches.map(({ length }) => length)).toEqual([1, 1, 1, 2]);
  });
});

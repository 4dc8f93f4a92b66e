import { CompressionType, compressionRegistry } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { UnpackBudget } from '../unpacked-size';
import { withBudget } from './packed-buffers';

/** A buffer as Arrow packs it, without the length before it: the library cuts that off. */
function packed(size: number): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(BigInt(size));
  // An LZ4 frame of "abababab!".
  return Buffer.concat([length, Buffer.from('04224d186040820700000022616202001021' + '00000000', 'hex')]).subarray(8);
}

const gibibyte = 2 ** 30;
const newBudget = () => new UnpackBudget({ name: 'a.arrow', packed: 1000 });
const decode = (bytes: Uint8Array) => compressionRegistry.get(CompressionType.LZ4_FRAME)?.decode?.(bytes);

describe('compressed Arrow buffers', () => {
  it('are unpacked to the length they say', async () => {
    const read = await withBudget(newBudget(), async () => decode(packed(9)));
    expect(Buffer.from(read ?? []).toString()).toBe('abababab!');
  });

  it.each([CompressionType.LZ4_FRAME, CompressionType.ZSTD])(
    'are refused before they are held: codec %s',
    async (codec) => {
      const read = withBudget(newBudget(), async () => compressionRegistry.get(codec)?.decode?.(packed(2 ** 45)));
      await expect(read).rejects.toMatchObject({ report: { code: 'archive-too-large' } });
    },
  );

  it('share one budget', async () => {
    const budget = newBudget();
    budget.take(gibibyte - 17);
    await withBudget(budget, async () => decode(packed(9)));
    const second = withBudget(budget, async () => decode(packed(9)));
    await expect(second).rejects.toMatchObject({ report: { code: 'archive-too-large' } });
  });

  it('never unpack to more than they say', () => {
    expect(() => decode(packed(8))).toThrow('more than it says');
  });
});

import { describe, expect, it } from 'vitest';
import { backPressure } from './back-pressure';

describe('back-pressure', () => {
  it('holds back on a full disk, whether or not steps run', async () => {
    const pressure = backPressure({
      files: { freeBytes: async () => 99 },
      settings: { leastFreeBytes: 100, mostMemoryShare: 2 },
    });
    expect(await Promise.all([pressure(0), pressure(3)])).toEqual(['disk', 'disk']);
  });

  it('lets go on with enough room', async () => {
    const pressure = backPressure({
      files: { freeBytes: async () => 100 },
      settings: { leastFreeBytes: 100, mostMemoryShare: 2 },
    });
    expect(await pressure(1)).toBeNull();
  });

  it('waits for memory only while own steps hold some of it', async () => {
    const pressure = backPressure({ files: null, settings: { leastFreeBytes: 100, mostMemoryShare: -1 } });
    expect(await pressure(0)).toBeNull();
    expect(await pressure(1)).toBe('memory');
  });
});

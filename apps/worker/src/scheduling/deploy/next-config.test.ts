import { endpointConfigSchema } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import { isRoutedTo, nextConfig, rollbackConfig } from './next-config';

const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(testReleaseId) as [never, never, never, never, never];
const config = (more: object) => endpointConfigSchema.parse({ v: 1, chain: [], ...more });

describe('next configuration', () => {
  it('starts with the release alone', () => {
    expect(nextConfig(null, a)).toMatchObject({ routes: [{ release: a, weight: 1 }], chain: [] });
  });

  it('puts what answered before first into the chain, busiest first, and keeps other settings', () => {
    const before = config({
      routes: [
        { release: a, weight: 1 },
        { release: b, weight: 9 },
      ],
      chain: [c, d],
      budgetMs: 50,
      last: { kind: 'constant', value: 0 },
      stickyBy: 'customer',
      shadow: { release: e, percent: 100 },
    });
    expect(nextConfig(before, e)).toEqual({
      v: 1,
      routes: [{ release: e, weight: 1 }],
      chain: [b, a, c],
      budgetMs: 50,
      last: { kind: 'constant', value: 0 },
      stickyBy: 'customer',
    });
  });

  it('goes back without naming a release twice', () => {
    const after = nextConfig(nextConfig(nextConfig(null, a), b), a);
    expect(after).toMatchObject({ routes: [{ release: a, weight: 1 }], chain: [b] });
  });

  it('going back leaves out what it goes back from, and keeps what was before', () => {
    const third = nextConfig(nextConfig(nextConfig(null, a), b), c);
    const second = rollbackConfig(third, b);
    expect(second).toMatchObject({ routes: [{ release: b, weight: 1 }], chain: [a] });
    expect(rollbackConfig(second, a)).toMatchObject({ routes: [{ release: a, weight: 1 }], chain: [] });
  });

  it('knows when all traffic is there already', () => {
    expect(isRoutedTo(null, a)).toBe(false);
    expect(isRoutedTo(nextConfig(null, a), a)).toBe(true);
    expect(
      isRoutedTo(
        config({
          routes: [
            { release: a, weight: 9 },
            { release: b, weight: 1 },
          ],
        }),
        a,
      ),
    ).toBe(false);
    expect(
      isRoutedTo(
        config({
          routes: [
            { release: a, weight: 9 },
            { release: b, weight: 0 },
          ],
        }),
        a,
      ),
    ).toBe(true);
  });
});

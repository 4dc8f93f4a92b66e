import { expect, it } from 'vitest';
import { mlp } from './mlp';

it('expects far less time of nets that the kernels of the product compute than of wider ones', () => {
  const seconds = (width: number) => mlp.cost(mlp.params.parse({ target: 'y', width }), 1e6).seconds;
  // One cell more is four times as much time.
  expect(seconds(513) / seconds(512)).toBeGreaterThan(3.5);
});

it('says where copies would change nothing, and how many there are', () => {
  const codes = (params: object) =>
    mlp.inferSchema(mlp.params.parse({ target: 'y', ...params }), {}).issues.map(({ code }) => code);
  expect(codes({ copies: 4 })).not.toContain('copies-unused');
  expect(codes({ device: 'gpu', width: 600 })).not.toContain('copies-unused');
  expect(codes({ copies: 4, width: 513 })).toContain('copies-unused');
  expect(codes({ copies: 4, device: 'gpu' })).toContain('copies-unused');
  expect(mlp.describe?.(mlp.params.parse({ copies: 4 }))).toBe('2 × 64, rate 0.001, 4 copies');
  expect(mlp.describe?.(mlp.params.parse({}))).toBe('2 × 64, rate 0.001');
});

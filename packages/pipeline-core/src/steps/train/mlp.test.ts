import { expect, it } from 'vitest';
import { mlp } from './mlp';

it('expects far less time of nets that the kernels of the product compute than of wider ones', () => {
  const seconds = (width: number) => mlp.cost(mlp.params.parse({ target: 'y', width }), 1e6).seconds;
  // One cell more is four times as much time.
  expect(seconds(513) / seconds(512)).toBeGreaterThan(3.5);
});

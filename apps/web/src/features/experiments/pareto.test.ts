import { expect, it } from 'vitest';
import { paretoFront, type TwoFigures, type Way } from './pareto';

const at = (id: string, x: number, y: number): TwoFigures => ({ id, x, y });

it('keeps what nothing beats', () => {
  const points = [at('a', 1, 9), at('b', 5, 5), at('c', 9, 1), at('d', 4, 4), at('e', 5, 4)];
  expect(paretoFront(points, { x: 'higher', y: 'higher' })).toEqual(['c', 'b', 'a']);
  expect(paretoFront(points, { x: 'lower', y: 'lower' })).toEqual(['a', 'd', 'c']);
  expect(paretoFront([at('a', 1, 1), at('b', 1, 1), at('c', 0, 1)], { x: 'higher', y: 'higher' })).toEqual(['a', 'b']);
  expect(paretoFront([], { x: 'lower', y: 'higher' })).toEqual([]);
});

it('agrees with comparing each with each', () => {
  let state = 7;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 12; // small, so that equal ones come up
  };
  for (const ways of [
    { x: 'higher', y: 'lower' },
    { x: 'lower', y: 'higher' },
  ] satisfies { x: Way; y: Way }[]) {
    const points = Array.from({ length: 60 }, (_, n) => at(String(n), next(), next()));
    const gain = (a: number, b: number, way: Way) => (way === 'higher' ? a - b : b - a);
    const beaten = (p: TwoFigures) =>
      points.some((q) => {
        const [dx, dy] = [gain(q.x, p.x, ways.x), gain(q.y, p.y, ways.y)];
        return dx >= 0 && dy >= 0 && dx + dy > 0;
      });
    const slow = points.filter((point) => !beaten(point)).map(({ id }) => id);
    expect(paretoFront(points, ways).sort()).toEqual(slow.sort());
  }
});

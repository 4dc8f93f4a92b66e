import { writeFileSync } from 'node:fs';

const regions = ['north', 'south', 'east'];

/**
 * Orders of a shop: who returns one depends on its amount and weight, with noise; some weights are missing.
 * Seeded, so that a file is the same every time. The second batch costs more and comes from one more region.
 */
export function writeOrders(file: string, o: { seed: number; rows?: number; moved?: boolean }): string {
  let state = o.seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647; // the minimal standard generator of Park and Miller
    return state / 2_147_483_647;
  };
  const places = o.moved ? [...regions, 'west'] : regions;
  const lines = Array.from({ length: o.rows ?? 400 }, () => {
    const amount = (o.moved ? 90 : 40) + 100 * random();
    const weight = 1 + amount / 20 + 2 * random();
    const returned = amount / 70 + weight / 6 + 2 * random() > 3.4 ? 'yes' : 'no';
    const region = places[Math.floor(random() * places.length)];
    return [region, amount.toFixed(2), random() < 0.1 ? '' : weight.toFixed(2), returned].join(',');
  });
  writeFileSync(file, `${['region,amount,weight,returned', ...lines].join('\n')}\n`);
  return file;
}

import { clamp, maybeMissing, pick, roundTo, type Sample } from './sample';

const districts = { Harbour: 1.3, Hill: 1.15, Station: 0.95, Mill: 0.85, Meadow: 1.0 } as const;
const energyFactor = { A: 1.08, B: 1.04, C: 1.0, D: 0.96, E: 0.92 } as const;

/** Houses of a made-up town: price from size, district, age and distance, with noise of about a tenth. */
export const housePrices: Sample = {
  title: 'House prices',
  target: 'price',
  columns: [
    { name: 'area_m2', type: 'number', role: 'feature', missing: 0 },
    { name: 'rooms', type: 'integer', role: 'feature', missing: 0 },
    { name: 'bathrooms', type: 'integer', role: 'feature', missing: 0 },
    { name: 'age_years', type: 'integer', role: 'feature', missing: 0.05 },
    { name: 'distance_km', type: 'number', role: 'feature', missing: 0 },
    { name: 'district', type: 'text', role: 'feature', missing: 0 },
    { name: 'energy_class', type: 'text', role: 'feature', missing: 0.08 },
    { name: 'garden', type: 'boolean', role: 'feature', missing: 0 },
    { name: 'price', type: 'number', role: 'target', missing: 0 },
  ],
  row(random) {
    const area = roundTo(clamp(95 + 38 * random.normal(), 24, 320), 1);
    const rooms = Math.max(1, Math.round(area / 26 + 0.7 * random.normal()));
    const bathrooms = area > 130 || random.next() < 0.2 ? 2 : 1;
    const age = Math.floor(110 * random.next() ** 1.6);
    const distance = roundTo(0.3 + 14 * random.next() ** 1.5, 1);
    const district = pick(random, [
      ['Harbour', 2],
      ['Hill', 2],
      ['Station', 3],
      ['Mill', 2],
      ['Meadow', 3],
    ] as const);
    const energy = pick(random, [
      ['A', 1],
      ['B', 2],
      ['C', 4],
      ['D', 3],
      ['E', 2],
    ] as const);
    const garden = random.next() < 0.45;
    const base = 60_000 + 3_100 * area + 14_000 * bathrooms + (garden ? 22_000 : 0) - 700 * age - 6_500 * distance;
    const price = base * districts[district] * energyFactor[energy] * (1 + 0.09 * random.normal());
    return [
      area,
      rooms,
      bathrooms,
      maybeMissing(random, 0.05, age),
      distance,
      district,
      maybeMissing(random, 0.08, energy),
      garden,
      Math.round(Math.max(25_000, price) / 100) * 100,
    ];
  },
};

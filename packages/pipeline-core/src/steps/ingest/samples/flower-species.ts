import { roundTo, type Sample } from './sample';

/** Mean length and width of sepal and petal in millimetres, and their spread; made up, alike but not equal to real ones. */
const species = [
  { name: 'dawn lily', means: [51, 34, 15, 3], spread: [3.6, 3.8, 1.8, 1.1] },
  { name: 'marsh lily', means: [60, 28, 43, 13.5], spread: [5.2, 3.1, 4.7, 2.1] },
  { name: 'royal lily', means: [66, 30, 55, 20.5], spread: [6.2, 3.2, 5.5, 2.8] },
] as const;

/** Three species told apart by four measures; the second and the third overlap a little. */
export const flowerSpecies: Sample = {
  title: 'Flower species',
  target: 'species',
  columns: [
    { name: 'sepal_length_mm', type: 'number', role: 'feature', missing: 0 },
    { name: 'sepal_width_mm', type: 'number', role: 'feature', missing: 0 },
    { name: 'petal_length_mm', type: 'number', role: 'feature', missing: 0 },
    { name: 'petal_width_mm', type: 'number', role: 'feature', missing: 0 },
    { name: 'species', type: 'text', role: 'target', missing: 0 },
  ],
  row(random) {
    const kind = species[random.int(species.length)] ?? species[0];
    const size = random.normal();
    const measures = kind.means.map((mean, at) => {
      const own = 0.6 * size + 0.8 * random.normal();
      return roundTo(Math.max(1, mean + (kind.spread[at] ?? 1) * own), 1);
    });
    return [...measures, kind.name];
  },
};

import { z } from 'zod';

/** What was answered: counts per class, or facts about numbers. */
export const outputFactsSchema = z.union([
  z.object({ classes: z.record(z.string(), z.number()) }),
  z.object({ count: z.number(), sum: z.number(), min: z.number(), max: z.number() }),
]);
export type OutputFacts = z.output<typeof outputFactsSchema>;

/** Classes counted one by one; the rest is counted as "other", so that odd models cannot grow a row without end. */
const classLimit = 50;

/** Counts one answer. Changes and answers `outputs` where there are some. */
export function addOutput(outputs: OutputFacts | null, prediction: string | number): OutputFacts {
  if (typeof prediction === 'number') {
    return mergeOutputs(outputs, { count: 1, sum: prediction, min: prediction, max: prediction });
  }
  const counted = outputs !== null && 'classes' in outputs ? outputs : { classes: {} };
  addClass(counted.classes, prediction, 1);
  return counted;
}

/** Adds up two. A release answers classes or numbers, never both; should it, the later kind counts. */
export function mergeOutputs(left: OutputFacts | null, right: OutputFacts): OutputFacts {
  if ('classes' in right) {
    const classes = left !== null && 'classes' in left ? left.classes : {};
    for (const [name, count] of Object.entries(right.classes)) addClass(classes, name, count);
    return { classes };
  }
  if (left === null || 'classes' in left) return { ...right };
  return {
    count: left.count + right.count,
    sum: left.sum + right.sum,
    min: Math.min(left.min, right.min),
    max: Math.max(left.max, right.max),
  };
}

function addClass(classes: Record<string, number>, prediction: string, count: number): void {
  const known = Object.hasOwn(classes, prediction) || Object.keys(classes).length < classLimit;
  const name = known ? prediction : 'other';
  classes[name] = (Object.hasOwn(classes, name) ? (classes[name] ?? 0) : 0) + count;
}

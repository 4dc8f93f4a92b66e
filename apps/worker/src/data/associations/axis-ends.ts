import type { StoredColumn } from '@millrace/pipeline-core/features';
import { histogramEnds } from '@millrace/pipeline-core/profile';

/** Steps of one axis between which its ends are rounded: "835.476" says more than anybody reads. */
const steps = 100;
const dayMs = 86_400_000;

/** Where an axis begins and ends: at its first and last value but for those far out, on whole numbers, days or round figures. */
export function axisEnds(
  { type }: Pick<StoredColumn, 'type'>,
  ends: { low: number; high: number; min: number; max: number },
): [number, number] {
  const [from, to] = histogramEnds(ends);
  const step = type === 'integer' ? 1 : type === 'date' ? dayMs : type === 'number' ? roundStep(to - from) : 0;
  if (step === 0) return [from, to > from ? to : from + 1];
  const clean = (value: number) => Number((value * step).toPrecision(12));
  const [first, last] = [clean(Math.floor(from / step + 1e-9)), clean(Math.ceil(to / step - 1e-9))];
  return [first, last > first ? last : first + step];
}

function roundStep(span: number): number {
  return span > 0 ? 10 ** Math.floor(Math.log10(span / steps)) : 0;
}

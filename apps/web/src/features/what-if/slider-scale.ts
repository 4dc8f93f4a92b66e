import type { SignatureInput } from '@millrace/pipeline-core/release';

export type SliderScale = { min: number; max: number; step: number };

/**
 * Over what training saw of a number, in about a hundred steps of 1, 2 or 5 times a power of ten; whole numbers in whole steps.
 * null where there is no range to move in.
 */
export function sliderScale({ type, range }: Pick<SignatureInput, 'type' | 'range'>): SliderScale | null {
  if ((type !== 'number' && type !== 'integer') || range === undefined) return null;
  const [least, most] = range;
  if (!(most > least) || !Number.isFinite(most - least)) return null;
  const step = roundStep((most - least) / 100);
  const whole = type === 'integer' ? Math.max(1, Math.round(step)) : step;
  const steps = (value: number) => withoutNoise(value / whole);
  const min = withoutNoise(Math.floor(steps(least)) * whole);
  return { min, max: withoutNoise(Math.ceil(steps(most)) * whole), step: whole };
}

/** The least of 1, 2 and 5 times a power of ten that is no less. */
function roundStep(size: number): number {
  const power = Math.floor(Math.log10(size));
  const lead = [1, 2, 5, 10].find((digit) => digit * 10 ** power >= size * (1 - 1e-9)) ?? 10;
  return Number(`${lead}e${power}`);
}

/** Free of binary rounding noise. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}

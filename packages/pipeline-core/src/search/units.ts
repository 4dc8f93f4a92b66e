import type { Dimension, SettingValue } from './space';

/** A dimension with an order. */
export type Scale = Exclude<Dimension, { choice: SettingValue[] }>;

export function isScale(dimension: Dimension): dimension is Scale {
  return !('choice' in dimension);
}

/** The value at a place between 0 and 1 of a scale; each whole number has a stretch of its own. */
export function valueAt(scale: Scale, unit: number): number {
  const { from, to } = ends(scale);
  const place = from + Math.min(1, Math.max(0, unit)) * (to - from);
  const value = scale.log === true ? Math.exp(place) : place;
  if ('int' in scale) return clamp(Math.floor(value), scale.int);
  // The last bits of logarithms differ between machines: a trial must not.
  return clamp(Number(value.toPrecision(12)), scale.real);
}

/** Where a value lies on a scale, between 0 and 1. */
export function unitOf(scale: Scale, value: number): number {
  const { from, to } = ends(scale);
  const middle = 'int' in scale ? value + 0.5 : value;
  const place = scale.log === true ? Math.log(middle) : middle;
  return Math.min(1, Math.max(0, (place - from) / (to - from)));
}

/** Ends of a scale, as logarithms where it has them. */
function ends(scale: Scale): { from: number; to: number } {
  const [least, most]: readonly [number, number] = 'int' in scale ? [scale.int[0], scale.int[1] + 1] : scale.real;
  return scale.log === true ? { from: Math.log(least), to: Math.log(most) } : { from: least, to: most };
}

function clamp(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, value));
}

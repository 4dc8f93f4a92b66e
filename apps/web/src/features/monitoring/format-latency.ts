/** Microseconds as milliseconds with three significant figures. */
export function milliseconds(micros: number): string {
  const value = micros / 1000;
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Shrinks a value towards 0 by `amount`, and to 0 when it is smaller. */
export function softThreshold(value: number, amount: number): number {
  if (value > amount) return value - amount;
  return value < -amount ? value + amount : 0;
}

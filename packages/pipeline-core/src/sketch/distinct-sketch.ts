/** 2048 registers: the estimate is off by 1.04 / √2048 = 2.3 % (standard error), by 7 % hardly ever. */
export const registerCount = 2048;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Registers as one letter each; a rank never reaches 64. */
export function encodeRegisters(ranks: ArrayLike<number>): string {
  let text = '';
  for (let at = 0; at < registerCount; at += 1) text += letters[Math.min(63, ranks[at] ?? 0)];
  return text;
}

/** Registers of the union: exactly those that counting both together would have given. */
export function mergeDistinct(a: string, b: string): string {
  let text = '';
  for (let at = 0; at < registerCount; at += 1) {
    const [x, y] = [a[at] ?? 'A', b[at] ?? 'A'];
    text += letters.indexOf(x) >= letters.indexOf(y) ? x : y;
  }
  return text;
}

/** How many different values were seen (Flajolet and others 2007, with linear counting for few of them). */
export function distinctOf(registers: string): number {
  let sum = 0;
  let empty = 0;
  for (let at = 0; at < registerCount; at += 1) {
    const rank = letters.indexOf(registers[at] ?? 'A');
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const alpha = 0.7213 / (1 + 1.079 / registerCount);
  const raw = (alpha * registerCount ** 2) / sum;
  return Math.round(raw <= 2.5 * registerCount && empty > 0 ? registerCount * Math.log(registerCount / empty) : raw);
}

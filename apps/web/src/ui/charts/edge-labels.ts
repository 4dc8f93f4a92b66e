import { tickFormatter } from './axis-props';
import { niceTicks } from './ticks';

/**
 * What stands under a histogram: round figures inside its range, so that 0 is among them where the range holds it. With
 * a format of its own (dates), or where nothing round lies inside, the two ends and the middle.
 */
export function edgeLabels(o: {
  first: number;
  last: number;
  format: ((value: number) => string) | undefined;
}): { value: number; text: string }[] {
  const { first, last, format } = o;
  const ticks = niceTicks(first, last).filter((tick) => tick >= first && tick <= last);
  const round = format === undefined && ticks.length > 1;
  const values = round ? ticks : [first, (first + last) / 2, last];
  const write = format ?? tickFormatter(values);
  return values.map((value) => ({ value, text: write(value) }));
}

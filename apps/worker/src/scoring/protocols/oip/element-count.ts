import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { rowLimit } from '../../answering/row-limit';
import type { Datatype } from './datatypes';
import { badRequest, type OipProblem } from './oip-problem';

type About = { name: string; shape: readonly number[]; datatype: Datatype };

/**
 * Elements of a tensor of this shape. Asked before anything of its size is made: a few bytes of JSON may claim 10^10 rows,
 * or 10^9 rows of nothing, and whoever made a list for them would be stopped by it.
 */
export function countElements({ name, shape, datatype }: About): Result<number, OipProblem> {
  const [rows = 0, ...widths] = shape;
  if (rows > rowLimit) return err({ status: 413, message: `${rows} rows in one request; send at most ${rowLimit}.` });
  const refuse = (what: string) =>
    err(badRequest(`Input ${JSON.stringify(name)}: the shape [${shape.join(', ')}] ${what}.`));
  if (widths.includes(0)) return refuse('has rows of no elements');
  const perRow = widths.reduce((product, width) => product * width, 1);
  if (datatype === 'BYTES' && perRow !== 1) return refuse('is not [rows] or [rows, 1], as BYTES must be');
  const count = rows * perRow;
  return Number.isSafeInteger(count) ? ok(count) : refuse('has more elements than can be counted');
}

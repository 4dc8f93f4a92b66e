// Rows of the table side by side, padded with zeros to whole steps.
import { inStrideOf, insOf, layerAt, pieceTargets, pieceWeights, width } from './layout';

/** Takes rows `from` to `to` of a table, or where there is an order those that it names; rounded up to 4 rows. */
export function takeRows(cells: usize, targets: usize, weights: usize, order: usize, from: i32, to: i32): void {
  const first = layerAt(0);
  const stride = inStrideOf(first);
  let place = insOf(first);
  let at: usize = 0;
  for (let row = from; row < to; row++) {
    const taken = order == 0 ? <usize>row : <usize>load<u32>(order + (<usize>row << 2));
    copyRow(cells + ((taken * width) << 2), place);
    store<f32>(pieceTargets() + at, load<f32>(targets + (taken << 2)));
    store<f32>(pieceWeights() + at, load<f32>(weights + (taken << 2)));
    place += stride;
    at += 4;
  }
  for (let row = to; ((row - from) & 3) != 0; row++) {
    memory.fill(place, 0, stride);
    store<f32>(pieceTargets() + at, 0);
    store<f32>(pieceWeights() + at, 0);
    place += stride;
    at += 4;
  }
}

/** Behind the last cell lie zeros up to a multiple of 4; the row behind must not be seen. */
// @ts-ignore: decorator
@inline
function copyRow(from: usize, to: usize): void {
  const whole = <usize>(width & ~3) << 2;
  for (let at: usize = 0; at < whole; at += 16) v128.store(to + at, v128.load(from + at));
  for (let at = whole; at < <usize>width << 2; at += 4) store<f32>(to + at, load<f32>(from + at));
}

// Bin codes of numbers, and the row-major copy of the codes.

/**
 * Codes of `count` doubles: the number of cuts below the value, 255 for NaN. `ladder` holds 256 floats: the cuts in
 * ascending order, then +infinity. The value is read as float32 after `offset`, as in cuts.ts. 8 steps, no branch.
 */
export function binNumbers(values: usize, count: i32, offset: f64, ladder: usize, codes: usize): void {
  for (let row = 0; row < count; row++) {
    const x = <f32>(load<f64>(values + (<usize>row << 3)) - offset);
    let at: usize = ladder;
    at += <usize>(x > load<f32>(at, 508)) << 9;
    at += <usize>(x > load<f32>(at, 252)) << 8;
    at += <usize>(x > load<f32>(at, 124)) << 7;
    at += <usize>(x > load<f32>(at, 60)) << 6;
    at += <usize>(x > load<f32>(at, 28)) << 5;
    at += <usize>(x > load<f32>(at, 12)) << 4;
    at += <usize>(x > load<f32>(at, 4)) << 3;
    at += <usize>(x > load<f32>(at)) << 2;
    const bin = <u32>((at - ladder) >>> 2);
    store<u8>(codes + row, select<u32>(255, bin, x != x));
  }
}

/** Rows `from` to `to` of the column-major codes (`rows` a column) into the row-major ones (`features` a row). */
export function layRows(columns: usize, rows: i32, features: i32, from: i32, to: i32, target: usize): void {
  // Blocks that stay in the cache for all columns.
  for (let block = from; block < to; block += 1024) {
    const end = min<i32>(block + 1024, to);
    for (let feature = 0; feature < features; feature++) {
      const column = columns + <usize>feature * <usize>rows;
      let place = target + <usize>block * <usize>features + feature;
      for (let row = block; row < end; row++) {
        store<u8>(place, load<u8>(column + row));
        place += features;
      }
    }
  }
}

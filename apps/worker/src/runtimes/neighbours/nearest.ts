/** The nearest points found so far, nearest first; of equally near ones that of the lower row number. */
export class Nearest {
  readonly distances: Float64Array;
  readonly rows: Int32Array;
  private count = 0;

  constructor(readonly size: number) {
    this.distances = new Float64Array(size);
    this.rows = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
  }

  get found(): number {
    return this.count;
  }

  /** How far a point may be to belong to them. */
  get reach(): number {
    return this.count < this.size ? Number.POSITIVE_INFINITY : this.distances[this.size - 1]!;
  }

  add(distance: number, row: number): void {
    const { distances, rows, size } = this;
    if (this.count === size && !before(distance, row, distances[size - 1]!, rows[size - 1]!)) return;
    let place = this.count === size ? size - 1 : this.count++;
    while (place > 0 && before(distance, row, distances[place - 1]!, rows[place - 1]!)) {
      distances[place] = distances[place - 1]!;
      rows[place] = rows[place - 1]!;
      place--;
    }
    distances[place] = distance;
    rows[place] = row;
  }
}

function before(distance: number, row: number, otherDistance: number, otherRow: number): boolean {
  return distance < otherDistance || (distance === otherDistance && row < otherRow);
}

import type { SeededRandom } from '../../../seeded-random';

export const pageWidth = 24;
export const pageHeight = 32;

type Place = { x: number; y: number; width: number };

/** A page that is drawn on: how dark each pixel is, 0 to 1. What leaves the page is cut off. */
export class Page {
  private readonly dark = new Float64Array(pageWidth * pageHeight);

  constructor(private readonly random: SeededRandom) {}

  fill({ x, y, width, height }: Place & { height: number }, darkness: number): void {
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1) this.set(column, row, darkness);
  }

  line(place: Place): void {
    this.fill({ ...place, height: 1 }, 0.9);
  }

  /** Words of one line: dark with gaps. */
  text({ x, y, width }: Place): void {
    for (let column = x; column < x + width; column += 1)
      if (this.random.next() < 0.82) this.set(column, y, 0.4 + 0.4 * this.random.next());
  }

  /** Lines of text below each other, the last one shorter. */
  paragraph({ x, y, width, lines }: Place & { lines: number }): void {
    for (let line = 0; line < lines; line += 1) {
      const short = line === lines - 1 ? 1 + this.random.int(Math.ceil(width / 2)) : 0;
      this.text({ x, y: y + 2 * line, width: width - short });
    }
  }

  box({ x, y, width, height }: Place & { height: number }): void {
    this.line({ x, y, width });
    this.line({ x, y: y + height - 1, width });
    for (const column of [x, x + width - 1]) this.fill({ x: column, y, width: 1, height }, 0.9);
  }

  /** A table with lines around its cells. */
  grid({ x, y, width, rows, columns }: Place & { rows: number; columns: number }): void {
    for (let row = 0; row <= rows; row += 1) this.line({ x, y: y + 3 * row, width });
    for (let column = 0; column <= columns; column += 1) {
      const at = x + Math.min(width - 1, Math.round((column * width) / columns));
      this.fill({ x: at, y, width: 1, height: 3 * rows + 1 }, 0.9);
    }
  }

  /** A stroke that goes up and down. */
  signature({ x, y }: { x: number; y: number }): void {
    for (let column = 0; column < 9; column += 1) this.set(x + column, y + this.random.int(3), 0.8);
  }

  /** How dark each pixel is when the paper lies so far to the right and down, line after line. */
  moved(right: number, down: number): number[] {
    return Array.from(this.dark, (_, at) => {
      const x = (at % pageWidth) - right;
      const y = Math.floor(at / pageWidth) - down;
      return this.inside(x, y) ? (this.dark[y * pageWidth + x] ?? 0) : 0;
    });
  }

  private set(x: number, y: number, darkness: number): void {
    if (this.inside(x, y)) this.dark[y * pageWidth + x] = darkness;
  }

  private inside(x: number, y: number): boolean {
    return x >= 0 && x < pageWidth && y >= 0 && y < pageHeight;
  }
}

import { describe, expect, it } from 'vitest';
import { dependenceShape, sparseStretches } from './dependence-shape';

const curve = {
  column: 'age',
  kind: 'number' as const,
  points: [
    { at: 0, rows: 400 },
    { at: 10, rows: 2 },
    { at: 20, rows: 1 },
    { at: 40, rows: 300 },
  ],
  outputs: [{ name: 'yes', means: [0.2, 0.4, 0.4, 0.6] }],
  single: [[0, 0.4, 0.4, 1]],
  rug: [0, 20, 60],
};

describe('the drawing of a curve', () => {
  it('spans what is drawn, y downwards', () => {
    const shape = dependenceShape(curve);
    expect(shape.x).toEqual([0, 40]);
    expect(shape.y).toEqual([0, 1]);
    expect(shape.mean).toBe('0,800 250,600 500,600 1000,400');
    expect(shape.single).toEqual(['0,1000 250,600 500,600 1000,0']);
    expect(shape.rug).toEqual([0, 500]);
  });

  it('marks where few rows lie, neighbours as one stretch', () => {
    expect(sparseStretches(curve)).toEqual([{ from: 5, to: 30 }]);
    expect(dependenceShape(curve).sparse).toEqual([{ from: 125, to: 750 }]);
    expect(sparseStretches({ points: [{ at: 3, rows: 1 }] })).toEqual([{ from: 3, to: 3 }]);
  });

  it('draws a flat line through the middle', () => {
    const flat = { ...curve, outputs: [{ name: 'y', means: [3, 3, 3, 3] }], single: [] };
    expect(dependenceShape(flat).mean).toBe('0,500 250,500 500,500 1000,500');
  });
});

import { type PipelineDocument, samplePipeline, samplePipelines } from '@millrace/pipeline-core/document';
import { describe, expect, it } from 'vitest';
import { stepBox } from './bounds';
import { curveMeets, turnsBack } from './edge-path';
import { labelRoom } from './label-room';
import { endsOf, routesOf } from './route-edges';
import { stepWidth } from './step-ports';
import { addSegments, isCrowded, segmentMeets, type Tracks } from './tracks';

type Point = [number, number];

/** Where the straight pieces of a drawn line begin and end. */
function pointsOf(d: string): Point[] {
  return [...d.matchAll(/(?:[ML]|Q[-\d.]+ [-\d.]+ )([-\d.]+) ([-\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

function stepsBehind(document: PipelineDocument, edgeId: string): string[] {
  const edge = document.edges[edgeId];
  const ends = edge === undefined ? null : endsOf(document, edge);
  if (edge === undefined || ends === null) throw new Error(`there is no line ${edgeId}`);
  const route = routesOf(document).get(edgeId);
  return Object.values(document.steps)
    .filter((step) => {
      if (route === undefined) return curveMeets(ends, stepBox(step));
      if (step.id === edge.from.step || step.id === edge.to.step) return false;
      const points = pointsOf(route.d);
      return points.some((point, index) => index > 0 && segmentMeets(points[index - 1] ?? point, point, stepBox(step)));
    })
    .map(({ id }) => id);
}

describe('ways of lines', () => {
  it.each(samplePipelines.map(({ sample }) => sample))('lead round every step in the pipeline of %s', (sample) => {
    const document = samplePipeline(sample);
    expect(routesOf(document).size).toBeGreaterThan(0);
    for (const edge of Object.values(document.edges)) {
      const ends = endsOf(document, edge);
      expect(ends === null || turnsBack(ends)).toBe(false);
      expect([edge.id, stepsBehind(document, edge.id)]).toEqual([edge.id, []]);
    }
  });

  it('stay while only settings change, and follow a step that is moved', () => {
    const document = samplePipeline('churn');
    const trees = document.steps.trees;
    if (trees === undefined) throw new Error('the sample has trees');
    const changed = { ...document, steps: { ...document.steps, trees: { ...trees, title: 'Other' } } };
    expect(routesOf(changed)).toBe(routesOf(document));
    const moved = { ...document, steps: { ...document.steps, trees: { ...trees, position: { x: 1400, y: 900 } } } };
    expect(routesOf(moved)).not.toBe(routesOf(document));
  });
});

describe('tracks', () => {
  it('are shared by lines from one output or into one input, not by others', () => {
    const tracks: Tracks = { across: [], down: [] };
    addSegments(
      tracks,
      [
        [0, 10],
        [100, 10],
      ],
      { from: 'a:x', to: 'b:y' },
    );
    const there = { at: 12, from: 50, to: 80 };
    expect(isCrowded(tracks.across, { ...there, owner: { from: 'a:x', to: 'c:y' } })).toBe(false);
    expect(isCrowded(tracks.across, { ...there, owner: { from: 'c:x', to: 'c:y' } })).toBe(true);
    expect(isCrowded(tracks.across, { ...there, at: 30, owner: { from: 'c:x', to: 'c:y' } })).toBe(false);
  });
});

describe('room of a port label', () => {
  it('ends before the next step, and is wide where nothing follows', () => {
    const document = samplePipeline('churn');
    const [data, split] = [document.steps.data, document.steps.split];
    if (data === undefined || split === undefined) throw new Error('the sample has data and split');
    const gap = split.position.x - data.position.x - stepWidth;
    expect(labelRoom(document, 'data', { side: 'out', y: 24 })).toBe(gap - 20);
    expect(labelRoom(document, 'deploy', { side: 'out', y: 24 })).toBe(160);
  });
});

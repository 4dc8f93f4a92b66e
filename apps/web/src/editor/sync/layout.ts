import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { foldRegions } from '@millrace/pipeline-core/validate';
import ELK, { type ElkNode } from 'elkjs/lib/elk-api';
import { boundsOf } from '../drawing/bounds';
import { portY, stepHeight, stepWidth } from '../drawing/step-ports';
import { type Wrapping, wrapRows } from '../drawing/wrap-rows';

type Places = Record<string, { x: number; y: number }>;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.spacing.nodeNode': '40',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
};

let engine: InstanceType<typeof ELK> | null = null;

/** The layout engine, in a worker of its own: a large drawing takes it a second. */
function elk(): InstanceType<typeof ELK> {
  engine ??= new ELK({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  });
  return engine;
}

/**
 * Places of steps from left to right with few crossings, ports in their order; the group stays where it was. What is
 * too long to be read in a window of the size of `room` goes on in the next row.
 */
export async function layoutSteps(
  document: PipelineDocument,
  { ids, room }: { ids: readonly string[]; room?: { width: number; height: number } | undefined },
): Promise<Places> {
  const chosen = new Set(ids);
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: options,
    children: ids.flatMap((id) => toElkNode(document, id)),
    edges: Object.values(document.edges)
      .filter((edge) => chosen.has(edge.from.step) && chosen.has(edge.to.step))
      .map((edge) => ({
        id: edge.id,
        sources: [`${edge.from.step}>${edge.from.port}`],
        targets: [`${edge.to.step}<${edge.to.port}`],
      })),
  };
  const laid = await elk().layout(graph);
  const origin = boundsOf(document, chosen) ?? { x: 0, y: 0 };
  const boxes = (laid.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }) => ({
    id,
    x,
    y,
    width,
    height,
  }));
  const wrapped = room === undefined ? null : wrapRows(boxes, { room, ...linesOf(document, chosen) });
  const places = Object.entries(wrapped ?? Object.fromEntries(boxes.map(({ id, x, y }) => [id, { x, y }])));
  const left = Math.min(...places.map(([, { x }]) => x));
  const top = Math.min(...places.map(([, { y }]) => y));
  return Object.fromEntries(
    places.map(([id, { x, y }]) => [id, { x: Math.round(origin.x + x - left), y: Math.round(origin.y + y - top) }]),
  );
}

/** Lines between the chosen steps, and the boxes of folds that no row may tear. */
function linesOf(document: PipelineDocument, chosen: ReadonlySet<string>): Pick<Wrapping, 'edges' | 'together'> {
  const edges = Object.values(document.edges).map(({ from, to }) => ({ from: from.step, to: to.step }));
  return {
    edges: edges.filter(({ from, to }) => chosen.has(from) && chosen.has(to)),
    together: foldRegions(document).map(({ steps }) => new Set(steps)),
  };
}

function toElkNode(document: PipelineDocument, id: string): ElkNode[] {
  const step = document.steps[id];
  if (step === undefined) return [];
  const contract = findContract(step.type);
  const port = (sign: '<' | '>', x: number, side: string) => (name: string, index: number, all: string[]) => ({
    id: `${id}${sign}${name}`,
    x,
    y: portY(index, all.length),
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side },
  });
  return [
    {
      id,
      width: stepWidth,
      height: stepHeight(step.type),
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        ...Object.keys(contract?.inputs ?? {}).map(port('<', 0, 'WEST')),
        ...Object.keys(contract?.outputs ?? {}).map(port('>', stepWidth, 'EAST')),
      ],
    },
  ];
}

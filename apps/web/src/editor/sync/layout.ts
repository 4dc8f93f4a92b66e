import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import ELK, { type ElkNode } from 'elkjs/lib/elk-api';
import { boundsOf } from '../drawing/bounds';
import { portY, stepHeight, stepWidth } from '../drawing/step-ports';

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

/** Places of steps from left to right with few crossings, ports in their order; the group stays where it was. */
export async function layoutSteps(document: PipelineDocument, ids: readonly string[]): Promise<Places> {
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
  const children = laid.children ?? [];
  const left = Math.min(...children.map((child) => child.x ?? 0));
  const top = Math.min(...children.map((child) => child.y ?? 0));
  return Object.fromEntries(
    children.map((child) => [
      child.id,
      { x: Math.round(origin.x + (child.x ?? 0) - left), y: Math.round(origin.y + (child.y ?? 0) - top) },
    ]),
  );
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

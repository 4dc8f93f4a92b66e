import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { graphOf, partialOrder } from '@millrace/pipeline-core/graph';
import { type PortType, portTypeSchema } from '@millrace/pipeline-core/schema';
import { findContract, type PortSpec, type StepContract } from '@millrace/pipeline-core/steps';

export const stepWidth = 208;
const baseHeight = 76;
const firstPort = 24;

export type PortView = {
  id: string;
  side: 'in' | 'out';
  title: string;
  type: PortType;
  many: boolean;
  optional: boolean;
  /** Centre, below the upper edge of the step. */
  y: number;
};

/** Centre of the port at a place of its side: the first 24 below the top, the next every 24 (20 from three on). */
export function portY(index: number, count: number): number {
  return firstPort + index * (count > 2 ? 20 : 24);
}

/** Height of a step without a body: 76, more where its ports need it. */
export function stepHeight(type: string): number {
  const contract = findContract(type);
  if (contract === undefined) return baseHeight;
  const most = Math.max(Object.keys(contract.inputs).length, Object.keys(contract.outputs).length);
  return most < 3 ? baseHeight : Math.max(baseHeight, portY(most - 1, most) + firstPort);
}

/** Ports of a step from top to bottom, outputs with the type they have in this drawing. */
export function stepPorts(document: PipelineDocument, step: Step): PortView[] {
  const contract = findContract(step.type);
  if (contract === undefined) return [];
  const types = outputTypes(document).get(step.id) ?? {};
  return [
    ...views(Object.entries(contract.inputs), 'in', (spec) => portTypeSchema.catch('Any').parse(spec.type)),
    ...views(Object.entries(contract.outputs), 'out', (_spec, port) => types[port] ?? 'Any'),
  ];
}

function views(
  ports: [string, PortSpec][],
  side: 'in' | 'out',
  typeOf: (spec: PortSpec, port: string) => PortType,
): PortView[] {
  return ports.map(([id, spec], index) => ({
    id,
    side,
    title: spec.title,
    type: typeOf(spec, id),
    many: spec.many === true,
    optional: spec.optional === true,
    y: portY(index, ports.length),
  }));
}

type Types = Readonly<Record<string, PortType>>;
const known = new WeakMap<PipelineDocument, ReadonlyMap<string, Types>>();

/** Types of all outputs of a drawing, resolved once per document: `as:` outputs follow what is connected. */
export function outputTypes(document: PipelineDocument): ReadonlyMap<string, Types> {
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const incoming = new Map(Object.values(document.edges).map((edge) => [`${edge.to.step}:${edge.to.port}`, edge.from]));
  const result = new Map<string, Types>();
  const order = new Set<string>([...partialOrder(graphOf(document)), ...Object.keys(document.steps)]);
  for (const id of order) {
    const step = document.steps[id];
    const contract = step === undefined ? undefined : findContract(step.type);
    if (contract === undefined) continue;
    const resolve = (type: string): PortType => {
      if (!type.startsWith('as:')) return portTypeSchema.catch('Any').parse(type);
      const from = incoming.get(`${id}:${type.slice(3)}`);
      const arriving = from === undefined ? undefined : result.get(from.step)?.[from.port];
      return arriving ?? portTypeSchema.catch('Any').parse(contract.inputs[type.slice(3)]?.type);
    };
    result.set(
      id,
      Object.fromEntries(Object.entries(contract.outputs).map(([port, spec]) => [port, resolve(spec.type)])),
    );
  }
  known.set(document, result);
  return result;
}

/** The colour a step has in lists and on its tile: what it makes, above all what it learns. */
export function mainType(contract: StepContract): PortType {
  const types = Object.values(contract.outputs).map(({ type }) => type);
  if (types.includes('Transformer')) return 'Transformer';
  const first = types[0];
  if (first === undefined) return contract.stage === 'release' ? 'File' : 'Any';
  return first.startsWith('as:') ? 'Table' : portTypeSchema.catch('Any').parse(first);
}

import type { Operation, PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { descendants, graphOf } from '@millrace/pipeline-core/graph';
import type { EdgeId, StepId } from '@millrace/pipeline-core/ids';
import { findContract, getContract } from '@millrace/pipeline-core/steps';
import { freePlace, stepBox } from './bounds';
import { type End, type Link, linksBetween, makeStep, obviousLinks, toEdge, withStep } from './find-connections';
import { stepWidth } from './step-ports';

type NewId = () => string;
/** A new step and the operations that bring it in, to be done as one gesture. */
export type Insertion = { step: Step; operations: Operation[] };

const gap = 72;

/** Adds a step where it was dropped, unconnected. */
export function addStep(o: {
  document: PipelineDocument;
  type: string;
  place: { x: number; y: number };
  newId: NewId;
}): Insertion {
  const step = makeStep({ id: o.newId(), type: o.type, position: freePlace(o.document, o.place, o.type) });
  return { step, operations: [{ op: 'add', steps: [step] }] };
}

/** Adds a step right of another and connects what fits without a question. */
export function addAfter(o: {
  document: PipelineDocument;
  type: string;
  after: StepId;
  newId: NewId;
  params?: Step['params'] | undefined;
}): Insertion {
  const before = o.document.steps[o.after];
  if (before === undefined) throw new Error(`There is no step ${o.after} to add one after.`);
  const wished = { x: before.position.x + stepWidth + gap, y: before.position.y };
  const position = freePlace(o.document, wished, o.type);
  const step = makeStep({ id: o.newId(), type: o.type, position, params: o.params });
  const links = obviousLinks(withStep(o.document, step), o.after, step.id);
  return { step, operations: [{ op: 'add', steps: [step], edges: links.map((link) => toEdge(link, o.newId())) }] };
}

/** Adds a step connected to one port: what quick-add does with a line dropped into empty space. Null when nothing fits. */
export function addAtPort(o: {
  document: PipelineDocument;
  type: string;
  end: End & { side: 'in' | 'out' };
  place: { x: number; y: number };
  newId: NewId;
  params?: Step['params'] | undefined;
}): Insertion | null {
  const position = freePlace(o.document, o.place, o.type);
  const step = makeStep({ id: o.newId(), type: o.type, position, params: o.params });
  const link = linkAtPort(withStep(o.document, step), o.end, step.id);
  if (link === undefined) return null;
  const edges = [toEdge(link, o.newId())];
  return { step, operations: [{ op: 'add', steps: [step], edges, replaces: link.replaces }] };
}

function linkAtPort(document: PipelineDocument, end: End & { side: 'in' | 'out' }, added: StepId): Link | undefined {
  return end.side === 'out'
    ? linksBetween(document, { from: end.step, output: end.port, to: added })[0]
    : linksBetween(document, { from: added, to: end.step, input: end.port })[0];
}

/** Whether a step of this type could be connected at a port. */
export function fitsPort(document: PipelineDocument, end: End & { side: 'in' | 'out' }, type: string): boolean {
  const probe = makeStep({ id: 'probe-of-a-new-step', type, position: { x: 0, y: 0 } });
  return linkAtPort(withStep(document, probe), end, probe.id) !== undefined;
}

export type EdgeInsertion = { ok: true; insertion: Insertion } | { ok: false; reason: string };

/** Puts a step between the two ends of a line, both of which keep their ports. Later steps move right to make room. */
export function insertOnEdge(o: {
  document: PipelineDocument;
  type: string;
  edge: EdgeId;
  place?: { x: number; y: number };
  newId: NewId;
  params?: Step['params'] | undefined;
  /** Steps that move with what follows. */
  along?: readonly StepId[];
}): EdgeInsertion {
  const edge = o.document.edges[o.edge];
  const [source, target] = [o.document.steps[edge?.from.step ?? ''], o.document.steps[edge?.to.step ?? '']];
  if (edge === undefined || source === undefined || target === undefined)
    return { ok: false, reason: 'This line is no longer there.' };
  const middle = {
    x: (source.position.x + target.position.x) / 2,
    y: (source.position.y + target.position.y) / 2,
  };
  const step = makeStep({ id: o.newId(), type: o.type, position: o.place ?? middle, params: o.params });
  const document = withStep({ ...o.document, edges: without(o.document.edges, edge.id) }, step);
  const into = linksBetween(document, { from: edge.from.step, output: edge.from.port, to: step.id })[0];
  const out = linksBetween(document, { from: step.id, to: edge.to.step, input: edge.to.port })[0];
  if (into === undefined || out === undefined)
    return { ok: false, reason: misfit(o.type, into === undefined, out === undefined) };
  const room = makeRoom(o.document, { source, target, step, along: o.along ?? [] });
  const add: Operation = {
    op: 'add',
    steps: [room.step],
    edges: [toEdge(into, o.newId()), toEdge(out, o.newId())],
    replaces: [edge.id],
  };
  return { ok: true, insertion: { step: room.step, operations: [add, ...room.operations] } };
}

/** Steps that hand on the rows they get, changed: between two others they are part of the chain. */
const passing: ReadonlySet<string> = new Set(['prepare', 'features', 'split']);

/**
 * Puts a step between another and all that follows at one of its outputs, where it hands on what it gets and fits every
 * line there; null where it does not: then it stands beside them (`addAfter`).
 */
export function insertAfter(o: {
  document: PipelineDocument;
  type: string;
  after: StepId;
  newId: NewId;
}): Insertion | null {
  const contract = findContract(o.type);
  const source = o.document.steps[o.after];
  if (contract === undefined || source === undefined || !passing.has(contract.stage)) return null;
  if (Object.keys(contract.inputs).length !== 1) return null;
  for (const port of Object.keys(findContract(source.type)?.outputs ?? {})) {
    const lines = Object.values(o.document.edges).filter(({ from }) => from.step === o.after && from.port === port);
    const inserted = insertOnAll({ ...o, lines: nearestFirst(o.document, lines) });
    if (inserted !== null) return inserted;
  }
  return null;
}

type Line = PipelineDocument['edges'][string];

function nearestFirst({ steps }: PipelineDocument, lines: readonly Line[]): Line[] {
  const place = ({ to }: Line) => steps[to.step]?.position.x ?? 0;
  return lines.toSorted((a, b) => place(a) - place(b));
}

/** The step on the first of these lines, and the others moved to its output. */
function insertOnAll(o: {
  document: PipelineDocument;
  type: string;
  lines: readonly Line[];
  newId: NewId;
}): Insertion | null {
  const [first, ...others] = o.lines;
  if (first === undefined) return null;
  const inserted = insertOnEdge({ ...o, edge: first.id, along: others.map(({ to }) => to.step) });
  if (!inserted.ok) return null;
  const { step, operations } = inserted.insertion;
  const left = Object.fromEntries(
    Object.entries(o.document.edges).filter(([id]) => !o.lines.some((line) => line.id === id)),
  );
  const document = withStep({ ...o.document, edges: left }, step);
  const moved = others.map(({ to }) => linksBetween(document, { from: step.id, to: to.step, input: to.port })[0]);
  if (moved.some((link) => link === undefined)) return null;
  const edges = moved.flatMap((link) => (link === undefined ? [] : [toEdge(link, o.newId())]));
  const [add, ...rest] = operations;
  if (add?.op !== 'add') return null;
  const all: Operation = {
    ...add,
    edges: [...(add.edges ?? []), ...edges],
    replaces: [...(add.replaces ?? []), ...others.map(({ id }) => id)],
  };
  return { step, operations: [all, ...rest] };
}

function without<T>(record: Record<string, T>, id: string): Record<string, T> {
  const { [id]: _gone, ...rest } = record;
  return rest;
}

function misfit(type: string, noInput: boolean, noOutput: boolean): string {
  const { title } = getContract(type);
  if (noInput && noOutput) return `${title} fits neither end of this line.`;
  return noInput
    ? `${title} cannot take what comes along this line.`
    : `${title} does not make what this line leads to.`;
}

/** Where the new step stands between two that may be too close: then all that follows moves right by what is missing. */
function makeRoom(
  document: PipelineDocument,
  o: { source: Step; target: Step; step: Step; along: readonly StepId[] },
): { step: Step; operations: Operation[] } {
  const { source, target, step, along } = o;
  const wanted = 2 * stepWidth + 2 * gap;
  const missing = source.position.x + wanted - target.position.x;
  const facing = target.position.x > source.position.x;
  const free = (among: PipelineDocument, position: Step['position']) => ({
    ...step,
    position: freePlace(among, position, step.type),
  });
  if (!facing || missing <= 0) return { step: free(document, step.position), operations: [] };
  const roots = [target.id, ...along];
  const moved = new Set([...roots, ...descendants(graphOf(document), roots)]);
  const positions = Object.fromEntries(
    [...moved].flatMap((id) => {
      const place = document.steps[id]?.position;
      return place === undefined ? [] : [[id, { x: place.x + missing, y: place.y }]];
    }),
  );
  const position = {
    x: source.position.x + stepWidth + gap,
    y: Math.round((source.position.y + target.position.y) / 2),
  };
  const steps = Object.fromEntries(
    Object.entries(document.steps).map(([id, other]) => [id, { ...other, position: positions[id] ?? other.position }]),
  );
  return { step: free({ ...document, steps }, position), operations: [{ op: 'move', positions }] };
}

/** Puts a step before another: on the line into its first table input, or connected to it where there is none. */
export function insertBefore(o: {
  document: PipelineDocument;
  type: string;
  before: StepId;
  port?: string | undefined;
  newId: NewId;
  params?: Step['params'] | undefined;
}): EdgeInsertion {
  const target = o.document.steps[o.before];
  if (target === undefined) return { ok: false, reason: 'The step is no longer there.' };
  const inputs = Object.keys(findContract(target.type)?.inputs ?? {});
  const into = Object.values(o.document.edges).filter((edge) => edge.to.step === o.before);
  const reasons: string[] = [];
  for (const port of o.port === undefined ? inputs : [o.port]) {
    const edge = into.find((candidate) => candidate.to.port === port);
    if (edge === undefined) continue;
    const inserted = insertOnEdge({ ...o, edge: edge.id });
    if (inserted.ok) return inserted;
    reasons.push(inserted.reason);
  }
  for (const port of inputs) {
    const place = { x: stepBox(target).x - stepWidth - gap, y: target.position.y };
    const end = { step: o.before, port, side: 'in' as const };
    const added = into.some((edge) => edge.to.port === port) ? null : addAtPort({ ...o, end, place });
    if (added !== null) return { ok: true, insertion: added };
  }
  return { ok: false, reason: reasons[0] ?? `${getContract(o.type).title} does not fit before this step.` };
}

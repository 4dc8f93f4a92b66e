import type { Operation } from '../../../document/operations';
import type { Edge, PipelineDocument, Step } from '../../../document/pipeline-document';
import { descendants } from '../../../graph/descendants';
import { graphOf } from '../../../graph/graph';
import { edgeIdSchema, type StepId, stepIdSchema } from '../../../ids';
import type { JsonObject } from '../../../json';
import { getContract } from '../../../steps/catalog';
import { edgesInto } from '../../effective-inputs';

/** Room a step takes on the canvas, with the gap to the next. */
const stride = 280;

export type Wanted = { type: string; params: JsonObject };

/** Lines into the given ports; disabled steps before them stay where they are. */
export function linesInto(document: PipelineDocument, ends: readonly { step: StepId; port: string }[]): Edge[] {
  return ends.flatMap(({ step, port }) => edgesInto(document, step).filter((edge) => edge.to.port === port));
}

/**
 * Puts new steps, one behind the other, on lines that come from the same output: one row of steps for all of them.
 * What follows moves right to make room.
 */
export function insertOnLines(
  document: PipelineDocument,
  o: { lines: readonly Edge[]; steps: readonly Wanted[]; newId: () => string },
): Operation[] {
  const groups = new Map<string, Edge[]>();
  for (const line of o.lines) {
    const key = `${line.from.step}\u0000${line.from.port}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()].flatMap((lines) => insertOnGroup(document, { ...o, lines }));
}

function insertOnGroup(
  document: PipelineDocument,
  { lines, steps, newId }: { lines: readonly Edge[]; steps: readonly Wanted[]; newId: () => string },
): Operation[] {
  const [first] = lines;
  const before = document.steps[first?.from.step ?? ''];
  if (first === undefined || before === undefined) return [];
  const added = steps.map(({ type, params }, at): Step => {
    const position = { x: before.position.x + stride * (at + 1), y: nextY(document, lines) };
    return {
      id: stepIdSchema.parse(newId()),
      type,
      version: getContract(type).version,
      title: '',
      params,
      position,
      disabled: false,
    };
  });
  let from = first.from;
  const edges = added.map((step): Edge => {
    const { inputs, outputs } = getContract(step.type);
    const edge = { id: edgeIdSchema.parse(newId()), from, to: { step: step.id, port: Object.keys(inputs)[0] ?? '' } };
    from = { step: step.id, port: Object.keys(outputs)[0] ?? '' };
    return edge;
  });
  const out = lines.map((line): Edge => ({ id: edgeIdSchema.parse(newId()), from, to: line.to }));
  const add: Operation = { op: 'add', steps: added, edges: [...edges, ...out], replaces: lines.map(({ id }) => id) };
  return [...makeRoom(document, lines, before.position.x + stride * (added.length + 1)), add];
}

function nextY(document: PipelineDocument, lines: readonly Edge[]): number {
  return document.steps[lines[0]?.to.step ?? '']?.position.y ?? 0;
}

/** Moves what follows so that it begins at `x` or right of it. */
function makeRoom(document: PipelineDocument, lines: readonly Edge[], x: number): Operation[] {
  const next = lines.map(({ to }) => to.step);
  const left = Math.min(...next.map((id) => document.steps[id]?.position.x ?? x));
  if (left >= x) return [];
  const moved = new Set([...next, ...descendants(graphOf(document), next)]);
  const positions = [...moved].flatMap((id) => {
    const place = document.steps[id]?.position;
    return place === undefined ? [] : [[id, { x: place.x + x - left, y: place.y }] as const];
  });
  return [{ op: 'move', positions: Object.fromEntries(positions) }];
}

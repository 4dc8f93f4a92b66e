import type { Operation } from '../../../document/operations';
import type { Edge, PipelineDocument } from '../../../document/pipeline-document';
import { edgeIdSchema, type StepId } from '../../../ids';
import type { JsonObject } from '../../../json';
import { findContract } from '../../../steps/catalog';
import { stepTitle } from '../../step-title';
import type { Rewrite } from '../leak';
import { arriving, type Lint, type SplitPlace } from '../lint';

/** Steps from `first` down to the split, each the only line into the next at the port whose rows it hands on. */
type Chain = { steps: StepId[]; into: Edge; last: Edge };

/**
 * "Move Split rows before Impute missing": the split takes the place before the step, everything between follows it.
 * Null where a step between would lose the marks of the split.
 */
export function moveSplitBefore(lint: Lint, split: SplitPlace, first: StepId): Rewrite | null {
  const { document } = lint;
  const step = document.steps[first];
  const chain = chainTo(document, split, first);
  const output = Object.keys(split.contract.outputs)[0];
  const input = chain?.last.to.port;
  if (step === undefined || chain === null || output === undefined || input === undefined) return null;
  const title = `Move ${stepTitle(split.step)} before ${stepTitle(step)}`;
  return {
    title,
    operations(newId) {
      const id = split.step.id;
      const edge = (from: Edge['from'], to: Edge['to']): Edge => ({ id: edgeIdSchema.parse(newId()), from, to });
      const behind = Object.values(document.edges).filter(({ from }) => from.step === id && from.port === output);
      const edges = [
        edge(chain.into.from, { step: id, port: input }),
        edge({ step: id, port: output }, chain.into.to),
        ...behind.map(({ to }) => edge(chain.last.from, to)),
      ];
      const replaces = [chain.into, chain.last, ...behind].map((line) => line.id);
      return [{ op: 'add', edges, replaces }, ...places(document, chain, split), ...targetKept(lint, split, first)];
    },
  };
}

function chainTo(document: PipelineDocument, split: SplitPlace, first: StepId): Chain | null {
  const edges = Object.values(document.edges);
  const into = (step: StepId, port: string) => edges.find(({ to }) => to.step === step && to.port === port);
  const last = into(split.step.id, Object.keys(split.contract.inputs)[0] ?? '');
  const steps: StepId[] = [];
  let line = last;
  while (line !== undefined && last !== undefined && !steps.includes(line.from.step)) {
    const contract = findContract(document.steps[line.from.step]?.type ?? '');
    const type = contract?.outputs[line.from.port]?.type ?? 'Any';
    if (!type.startsWith('as:')) return null;
    steps.unshift(line.from.step);
    const next = into(line.from.step, type.slice(3));
    if (line.from.step === first) return next === undefined ? null : { steps, into: next, last };
    line = next;
  }
  return null;
}

/** Each step of the chain takes the place of the next, the split that of the first. */
function places(document: PipelineDocument, chain: Chain, split: SplitPlace): Operation[] {
  const order = [...chain.steps, split.step.id];
  const at = (id: StepId | undefined) => document.steps[id ?? '']?.position;
  const positions = order.flatMap((id, index) => {
    const place = index === order.length - 1 ? at(order[0]) : at(order[index + 1]);
    return place === undefined ? [] : [[id, place] as const];
  });
  return [{ op: 'move', positions: Object.fromEntries(positions) }];
}

/** A split by the target names it where its role is given only further down. */
function targetKept(lint: Lint, split: SplitPlace, first: StepId): Operation[] {
  const target = split.table.columns.find(({ role }) => role === 'target')?.name;
  if (target === undefined || !('target' in split.params) || split.params.target !== '') return [];
  const step = lint.inputs.get(first);
  const early = Object.keys(step ?? {}).map((port) => arriving(lint, first, port)?.table)[0];
  const column = early?.columns.find(({ name }) => name === target);
  if (column === undefined || column.role === 'target') return [];
  const params: JsonObject = { target };
  return [{ op: 'set-params', step: split.step.id, params }];
}

import type { Edge } from '../../../document/pipeline-document';
import { edgeIdSchema } from '../../../ids';
import { stepTitle } from '../../step-title';
import type { Rewrite } from '../leak';
import type { Lint, Place, SplitPlace } from '../lint';

/** "Move Drop duplicates before Split rows": what stood behind the step takes its rows from before it. */
export function moveBeforeSplit(lint: Lint, split: SplitPlace, { step, contract }: Place): Rewrite | null {
  const { document } = lint;
  const edges = Object.values(document.edges);
  const out = Object.entries(contract.outputs).find(([, { type }]) => type.startsWith('as:'));
  const [port = '', spec] = out ?? [];
  const input = Object.keys(split.contract.inputs)[0];
  const arrives = edges.find(({ to }) => to.step === step.id && to.port === spec?.type.slice(3));
  const into = edges.find(({ to }) => to.step === split.step.id && to.port === input);
  if (arrives === undefined || into === undefined || input === undefined) return null;
  return {
    title: `Move ${stepTitle(step)} before ${stepTitle(split.step)}`,
    operations(newId) {
      const edge = (from: Edge['from'], to: Edge['to']): Edge => ({ id: edgeIdSchema.parse(newId()), from, to });
      const behind = edges.filter(({ from }) => from.step === step.id && from.port === port);
      const added = [
        ...behind.map(({ to }) => edge(arrives.from, to)),
        edge(into.from, arrives.to),
        edge({ step: step.id, port }, { step: split.step.id, port: input }),
      ];
      const { x, y } = split.step.position;
      return [
        { op: 'add', edges: added, replaces: [arrives, into, ...behind].map(({ id }) => id) },
        { op: 'move', positions: { [step.id]: { x, y }, [split.step.id]: step.position } },
      ];
    },
  };
}

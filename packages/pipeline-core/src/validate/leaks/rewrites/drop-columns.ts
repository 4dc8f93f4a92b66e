import type { StepId } from '../../../ids';
import type { JsonObject } from '../../../json';
import { nameList } from '../../../steps/columns';
import type { Rewrite } from '../leak';
import type { Arriving, Lint, SplitPlace, TrainerPlace } from '../lint';
import type { ColumnTrace } from '../trace/column-trace';
import { insertOnLines, linesInto } from './insert-before';

/** The step that leaves columns out, or says that they are ids. */
const selectType = 'select-columns';

type Test = (trace: ColumnTrace) => boolean;
type End = { step: StepId; port: string; columns: string[] };

/** "Drop `casual` and `registered`": before the split where they are there already, else before the trainers. */
export function dropColumns(lint: Lint, trainers: readonly TrainerPlace[], test: Test): Rewrite | null {
  return selectBefore(lint, trainers, {
    test,
    title: (names) => `Drop ${nameList(names)}`,
    params: (names) => ({ mode: 'drop', columns: names }),
  });
}

/** "Mark `customer` as an id": it stays in the table and nothing learns from it. */
export function markIds(lint: Lint, trainers: readonly TrainerPlace[], test: Test): Rewrite | null {
  return selectBefore(lint, trainers, {
    test,
    title: (names) => `Mark ${nameList(names)} as ${names.length === 1 ? 'an id' : 'ids'}`,
    params: (names) => ({ mode: 'drop', columns: [], ids: names }),
  });
}

function selectBefore(
  lint: Lint,
  trainers: readonly TrainerPlace[],
  o: { test: Test; title: (names: string[]) => string; params: (names: string[]) => JsonObject },
): Rewrite | null {
  const ends = trainers.map((trainer) => endFor(lint, trainer, o.test)).filter((end) => end.columns.length > 0);
  const [first] = ends;
  if (first === undefined) return null;
  return {
    title: o.title(first.columns),
    operations(newId) {
      const places = new Map(ends.map((end) => [`${end.step}\u0000${end.port}`, end]));
      const groups = new Map<string, End[]>();
      for (const end of places.values()) {
        const key = JSON.stringify(end.columns);
        groups.set(key, [...(groups.get(key) ?? []), end]);
      }
      return [...groups.values()].flatMap((group) =>
        insertOnLines(lint.document, {
          lines: linesInto(lint.document, group),
          steps: [{ type: selectType, params: o.params(group[0]?.columns ?? []) }],
          newId,
        }),
      );
    },
  };
}

/** Where the columns of a trainer are best left out. */
function endFor(lint: Lint, trainer: TrainerPlace, test: Test): End {
  const split = lint.splits.find(({ step }) => lint.below(step.id).has(trainer.step.id));
  const target = trainer.trace.columns.get(trainer.target?.name ?? '');
  const early = split === undefined ? [] : matching(split, test, target);
  const late = matching(trainer, test, target);
  const madeBelow = late.some((name) => {
    const uses = [...(trainer.trace.columns.get(name)?.uses.values() ?? [])];
    return split !== undefined && uses.some(({ made }) => made !== null && lint.below(split.step.id).has(made.step));
  });
  if (split !== undefined && early.length > 0 && !madeBelow) return { ...endOf(split), columns: early };
  return { step: trainer.step.id, port: trainer.port, columns: late };
}

function endOf(split: SplitPlace): { step: StepId; port: string } {
  return { step: split.step.id, port: Object.keys(split.contract.inputs)[0] ?? '' };
}

function matching(arrived: Arriving, test: Test, target: ColumnTrace | undefined): string[] {
  const roles = new Map(arrived.table.columns.map(({ name, role }) => [name, role]));
  return [...arrived.trace.columns].flatMap(([name, trace]) =>
    roles.get(name) === 'feature' && trace !== target && test(trace) ? [name] : [],
  );
}

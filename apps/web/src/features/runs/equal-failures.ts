type Step = {
  idx: number;
  status: string;
  spec: { step: string; trial?: number | undefined };
  error: { message: string } | null;
};

/** A line of the steps of a run: a step, or trials of one search that failed with the same error. */
export type StepLine<S> =
  | { kind: 'step'; step: S; inside: boolean }
  | { kind: 'failures'; id: string; first: S; idxs: number[]; count: number; message: string; open: boolean };

/**
 * The steps in their order; trials of one search that failed alike stand in one line where the first of them stood, and
 * beneath it one by one where it is open.
 */
export function stepLines<S extends Step>(steps: readonly S[], open: ReadonlySet<string>): StepLine<S>[] {
  const groups = new Map<string, S[]>();
  for (const step of steps) {
    const key = keyOf(step);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return steps.flatMap((step): StepLine<S>[] => {
    const id = keyOf(step) ?? '';
    const group = groups.get(id) ?? [];
    const [first] = group;
    if (first === undefined || group.length < 2) return [{ kind: 'step', step, inside: false }];
    if (first !== step) return [];
    const isOpen = open.has(id);
    const members = isOpen ? group.map((member): StepLine<S> => ({ kind: 'step', step: member, inside: true })) : [];
    const message = first.error?.message ?? '';
    const idxs = group.map(({ idx }) => idx);
    return [{ kind: 'failures', id, first, idxs, count: group.length, message, open: isOpen }, ...members];
  });
}

/** Null: it is no trial that failed with a reason. */
function keyOf({ status, spec, error }: Step): string | null {
  return status === 'failed' && spec.trial !== undefined && error !== null ? `${spec.step} ${error.message}` : null;
}

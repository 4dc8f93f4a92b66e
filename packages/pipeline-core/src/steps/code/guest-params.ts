import { z } from 'zod';
import type { PipelineErrorOptions } from '../../errors';
import type { PropagatedSchema } from '../../schema/propagated';
import type { StepIssue } from '../define-step';
import { param } from '../param';
import { splitLostIssue } from '../split-lost';

/** Names of the inputs, which are the names by which a guest reads them. */
export const guestInputs = ['a', 'b', 'c', 'd'] as const;

/** Tables that go into a guest. */
export const guestTables = {
  a: { type: 'Table', title: 'Table a', optional: true },
  b: { type: 'Table', title: 'Table b', optional: true },
  c: { type: 'Table', title: 'Table c', optional: true },
  d: { type: 'Table', title: 'Table d', optional: true },
} as const;

const valueSchema = z.object({
  name: param(z.string().max(100).default(''), { title: 'Name', placeholder: 'Name' }),
  value: param(z.string().max(10_000).default(''), { title: 'Value', placeholder: 'Value' }),
});

/** What a guest is told and how long it may take; the same for scripts and notebooks. */
export const guestParams = {
  values: param(z.array(valueSchema).max(200).default([]), {
    title: 'Parameters',
    description: 'A number, true, false, or JSON is read as such; all else is text.',
    addLabel: 'Add a parameter',
  }),
  environment: param(z.string().max(100).default(''), {
    title: 'Python environment',
    description: 'A name of PYTHON_ENVS. Left empty: the first of the worker.',
    placeholder: 'The first',
    advanced: true,
  }),
  seconds: param(z.int().min(1).max(86_400).default(600), { title: 'Stop after', unit: 'seconds', advanced: true }),
  repeats: param(z.boolean().default(true), {
    title: 'Same rows give the same result',
    description: 'Off, for code with chance or time in it: it runs anew each time.',
    advanced: true,
  }),
};

/** Parameters as the guest gets them: a value that is JSON as what it says, any other as text. Later names win. */
export function guestValues(values: readonly { name: string; value: string }[]): Record<string, unknown> {
  return Object.fromEntries(
    values.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), read(value)]])),
  );
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The error for a guest that takes too long, whoever notices. */
export function guestTimeLimit(title: string, seconds: number): PipelineErrorOptions {
  return {
    code: 'python-time-limit',
    family: 'pipeline',
    place: `${title} › code`,
    seen: `code that ran longer than ${seconds} s`,
    expected: 'an end within the limit',
    next: 'Look for a loop that does not end, work on fewer rows, or raise the limit under More settings.',
  };
}

/** Findings about the inputs of a guest, and what is known of the table it makes. */
export function inferGuest(inputs: Record<string, PropagatedSchema[]>): {
  table: PropagatedSchema;
  issues: StepIssue[];
} {
  const issues = guestInputs.flatMap((name) =>
    splitLostIssue(inputs[name] ?? [], name, 'Code does not keep the marks of rows'),
  );
  return { table: { kind: 'needs-run', reason: 'The columns of the table are known when the code has run.' }, issues };
}

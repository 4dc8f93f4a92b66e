import type { Step } from '../document/pipeline-document';
import type { JsonObject } from '../json';
import { jsonObjectSchema } from '../json';
import { findContract } from '../steps/catalog';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

export type CheckedParams = { ok: true; params: JsonObject } | { ok: false; issues: Issue[] };

/** Parameters with defaults filled in, or one issue per bad value: "Split rows › Train: got 1.4, expected at most 1". */
export function checkParams(step: Step): CheckedParams {
  const contract = findContract(step.type);
  if (contract === undefined) return { ok: false, issues: [] };
  const parsed = contract.params.safeParse(step.params);
  if (parsed.success) return { ok: true, params: jsonObjectSchema.parse(parsed.data) };
  const issues = parsed.error.issues.map((issue): Issue => {
    const [name, ...rest] = issue.path.map(String);
    const label = name === undefined ? 'parameters' : labelOf(contract.params.shape[name], name);
    const place = [stepTitle(step), label, ...rest].join(' › ');
    const seen = shown(issue.path.reduce<unknown>((value, key) => child(value, key), step.params));
    return {
      code: 'bad-param',
      severity: 'error',
      step: step.id,
      ...(name === undefined ? {} : { param: name }),
      message: `${place}: got ${seen}; ${sentence(issue.message)} Correct it in the settings of the step.`,
    };
  });
  return { ok: false, issues };
}

function labelOf(schema: { meta(): Record<string, unknown> | undefined } | undefined, name: string): string {
  const title = schema?.meta()?.title;
  return typeof title === 'string' ? title : name;
}

function child(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** zod's text as the rest of our sentence: "Too big: expected number to be <=1" -> "expected number to be <=1." */
function sentence(message: string): string {
  const text = message.includes('expected') ? message.slice(message.indexOf('expected')) : message;
  return text.endsWith('.') ? text : `${text}.`;
}

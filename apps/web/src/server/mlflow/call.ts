import type { Right } from '@millrace/pipeline-core/access';
import { type BigJson, invalid } from '@millrace/pipeline-core/tracking';
import type { z } from 'zod';
import type { ProjectContext } from '../use-case';

export type MlflowMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a call does: a read is open to the scope `read`, too; a write needs `track:write`. */
export type CallNeeds = 'read' | 'write';
export const rightOfNeeds: Record<CallNeeds, Right> = { read: 'view', write: 'run' };

/** One call of the protocol. */
export type MlflowCall = {
  methods: readonly MlflowMethod[];
  /** Below the mount, with `{name}` segments; `{path*}` stands for the rest. */
  path: string;
  needs: CallNeeds;
  /** Whether the body is a file, which the call reads itself. */
  file: boolean;
  run(call: RawCall): Promise<BigJson | Response>;
};
export type RawCall = {
  context: ProjectContext;
  /** Of the query for GET, else of the body. */
  input: unknown;
  params: Readonly<Record<string, string>>;
  request: Request;
};

/** Declares a call; its input is parsed before it runs, and what it does not know is left out. */
export function mlflowCall<Input extends z.ZodObject>(o: {
  method: MlflowMethod | readonly MlflowMethod[];
  path: string;
  needs: CallNeeds;
  input: Input;
  run(call: Omit<RawCall, 'input'> & { input: z.output<Input> }): Promise<BigJson | Response>;
}): MlflowCall {
  const { method, path, needs, input: schema, run } = o;
  return {
    methods: typeof method === 'string' ? [method] : method,
    path,
    needs,
    file: false,
    run: ({ input, ...rest }) => run({ ...rest, input: readInput(schema, input) }),
  };
}

/** Declares a call whose body is a file or nothing. */
export function fileCall(o: Omit<MlflowCall, 'file' | 'methods'> & { method: MlflowMethod }): MlflowCall {
  const { method, ...rest } = o;
  return { ...rest, methods: [method], file: true };
}

const advice = 'See the API docs for more information about request parameters.';

/** @throws TrackingError that names the first parameter that does not fit */
function readInput<Input extends z.ZodObject>(schema: Input, input: unknown): z.output<Input> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join('.') ?? '';
  const given = issue?.path.reduce(valueIn, input);
  if (given === undefined || given === '') throw invalid(`Missing value for required parameter '${name}'. ${advice}`);
  throw invalid(`Invalid value for parameter '${name}' supplied: ${issue?.message ?? 'it does not fit'}. ${advice}`);
}

function valueIn(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

import type { Task } from '@millrace/pipeline-core/release';
import { getContract, type ParamWidget, type StepContract } from '@millrace/pipeline-core/steps';
import { z } from 'zod';

/** How a parameter is asked for: its widget, or what its type calls for. */
export type FieldKind =
  | ParamWidget
  | 'number'
  | 'integer'
  | 'text'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'texts'
  | 'numbers'
  | 'rows'
  | 'json';

export type FieldSpec = {
  name: string;
  kind: FieldKind;
  title: string;
  description: string | null;
  /** Folded under "More settings". */
  advanced: boolean;
  unit: string | null;
  /** Values of a choice, with their words. */
  choices: readonly { value: string; label: string }[];
  min: number | null;
  max: number | null;
  nullable: boolean;
  default: unknown;
  /** Column types a picker offers; all when empty. */
  columnTypes: readonly string[];
  /** Names of columns that a picker does not offer. */
  exceptColumns: readonly string[];
  /** Input port whose columns are offered; null: the first table. */
  port: string | null;
  /** Values a map of column types may take. */
  valueChoices: readonly string[];
  showWhen: { param: string; is: readonly (string | boolean)[] } | null;
  /** Left out where a number is predicted. */
  ofClasses: boolean;
  placeholder: string | null;
  /** What the button says that adds an item to a list. */
  addLabel: string | null;
  /** Fields of each row of a list of rows. */
  items: readonly FieldSpec[];
};

const propertySchema: z.ZodType<Property> = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.lazy(() => propertySchema)).optional(),
  items: z.lazy(() => propertySchema).optional(),
  properties: z
    .record(
      z.string(),
      z.lazy(() => propertySchema),
    )
    .optional(),
  additionalProperties: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  default: z.unknown().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  widget: z.string().optional(),
  columnTypes: z.array(z.string()).optional(),
  exceptColumns: z.array(z.string()).optional(),
  port: z.string().optional(),
  advanced: z.boolean().optional(),
  unit: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  showWhen: z.object({ param: z.string(), is: z.array(z.union([z.string(), z.boolean()])) }).optional(),
  ofClasses: z.boolean().optional(),
  placeholder: z.string().optional(),
  addLabel: z.string().optional(),
});
type Property = {
  type?: string | string[] | undefined;
  enum?: unknown[] | undefined;
  anyOf?: Property[] | undefined;
  items?: Property | undefined;
  properties?: Record<string, Property> | undefined;
  additionalProperties?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  default?: unknown;
  title?: string | undefined;
  description?: string | undefined;
  widget?: string | undefined;
  columnTypes?: string[] | undefined;
  exceptColumns?: string[] | undefined;
  port?: string | undefined;
  advanced?: boolean | undefined;
  unit?: string | undefined;
  labels?: Record<string, string> | undefined;
  showWhen?: { param: string; is: (string | boolean)[] } | undefined;
  ofClasses?: boolean | undefined;
  placeholder?: string | undefined;
  addLabel?: string | undefined;
};

const formSchema = z.object({ properties: z.record(z.string(), propertySchema).default({}) });
const derived = new Map<string, readonly FieldSpec[]>();

/** The fields of a step type, read from the JSON Schema of its contract: the form has no knowledge of its own. */
export function deriveForm(type: string): readonly FieldSpec[] {
  const known = derived.get(type);
  if (known !== undefined) return known;
  const fields = fieldsOf(getContract(type));
  derived.set(type, fields);
  return fields;
}

function fieldsOf(contract: StepContract): FieldSpec[] {
  const schema = formSchema.parse(z.toJSONSchema(contract.params, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(schema.properties).map(([name, property]) => toField(name, property));
}

function toField(name: string, property: Property): FieldSpec {
  // `number | null` comes as a list of types where there are no bounds, else as branches.
  const types = Array.isArray(property.type) ? property.type : [];
  const nullable = types.includes('null') || (property.anyOf?.some((branch) => branch.type === 'null') ?? false);
  const base = property.anyOf?.find((branch) => branch.type !== 'null') ?? property;
  const merged = {
    ...base,
    ...property,
    type: types.find((type) => type !== 'null') ?? base.type ?? property.type,
    enum: base.enum ?? property.enum,
  };
  const bounds = {
    min: base.minimum ?? base.exclusiveMinimum ?? property.minimum ?? null,
    max: base.maximum ?? property.maximum ?? null,
  };
  return {
    name,
    kind: kindOf(merged),
    title: property.title ?? name,
    description: property.description ?? null,
    advanced: property.advanced ?? false,
    unit: property.unit ?? null,
    choices: (merged.enum ?? merged.items?.enum ?? []).map((value) => ({
      value: String(value),
      label: property.labels?.[String(value)] ?? String(value),
    })),
    ...bounds,
    nullable,
    default: property.default ?? null,
    columnTypes: property.columnTypes ?? [],
    exceptColumns: property.exceptColumns ?? [],
    port: property.port ?? null,
    valueChoices: mapValues(property),
    showWhen: property.showWhen ?? null,
    ofClasses: property.ofClasses ?? false,
    placeholder: property.placeholder ?? null,
    addLabel: property.addLabel ?? null,
    items: Object.entries(merged.items?.properties ?? {}).map(([item, schema]) => toField(item, schema)),
  };
}

const widgets: readonly ParamWidget[] = [
  'column',
  'target',
  'columns',
  'formula',
  'column-types',
  'dataset',
  'batch',
  'time',
  'sample',
  'model',
  'release',
  'endpoint',
  'feature-view',
  'upload',
  'percent',
  'slider',
  'multiline',
  'sql',
  'python',
  'notebook',
];

function kindOf(property: Property): FieldKind {
  const widget = widgets.find((known) => known === property.widget);
  if (widget !== undefined) return widget;
  if (property.enum !== undefined) return 'choice';
  switch (property.type) {
    case 'boolean':
      return 'switch';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'string':
      return 'text';
    case 'array':
      return listKind(property.items);
    case undefined:
    default:
      return 'json';
  }
}

function listKind(item: Property | undefined): FieldKind {
  if (item?.enum !== undefined) return 'choices';
  if (item?.type === 'string') return 'texts';
  if (item?.type === 'number' || item?.type === 'integer') return 'numbers';
  return item?.properties === undefined ? 'json' : 'rows';
}

function mapValues(property: Property): string[] {
  const values = propertySchema.safeParse(property.additionalProperties);
  return values.success ? (values.data.enum ?? []).map(String) : [];
}

/** The value of a field: what the step holds, else the default. */
export function fieldValue(field: FieldSpec, params: Readonly<Record<string, unknown>>): unknown {
  return params[field.name] === undefined ? field.default : params[field.name];
}

/**
 * Fields that apply, given the values of the others: one that depends on a hidden field is hidden too. Where a number is
 * predicted, what speaks of classes is left out unless it is set.
 */
export function visibleFields(
  fields: readonly FieldSpec[],
  params: Readonly<Record<string, unknown>>,
  task: Task | null = null,
): FieldSpec[] {
  const hasSense = (field: FieldSpec) =>
    task !== 'regression' || !field.ofClasses || (params[field.name] ?? field.default) !== field.default;
  return fields.filter((field) => hasSense(field) && isVisible(field, fields, params));
}

function isVisible(
  { showWhen }: FieldSpec,
  fields: readonly FieldSpec[],
  params: Readonly<Record<string, unknown>>,
): boolean {
  if (showWhen === null) return true;
  const other = fields.find(({ name }) => name === showWhen.param);
  if (other !== undefined && !isVisible(other, fields, params)) return false;
  const value = other === undefined ? params[showWhen.param] : fieldValue(other, params);
  return showWhen.is.some((wanted) => wanted === value);
}

/** Fields shown at once and those under "More settings". */
export function foldFields(fields: readonly FieldSpec[]): { plain: FieldSpec[]; more: FieldSpec[] } {
  return { plain: fields.filter(({ advanced }) => !advanced), more: fields.filter(({ advanced }) => advanced) };
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isTargetTask } from '../release/task-facts';
import { portTypes } from '../schema/port-type';
import type { PropagatedSchema } from '../schema/propagated';
import type { Column } from '../schema/table-schema';
import { type Dimension, searchSpaceSchema } from '../search/space';
import { catalog, findContract, getContract, isStepType, listContracts } from './catalog';
import { stages } from './define-step';
import { searchable } from './searchable';

const columns: Column[] = [
  { name: 'id', type: 'text', role: 'id' },
  { name: 'age', type: 'integer', role: 'feature', missing: 0.1 },
  { name: 'income', type: 'number', role: 'feature' },
  { name: 'member', type: 'boolean', role: 'feature' },
  { name: 'city', type: 'text', role: 'feature' },
  { name: 'since', type: 'date', role: 'feature' },
  { name: 'outcome', type: 'integer', role: 'target' },
];
const table: PropagatedSchema = { kind: 'known', table: { columns, rows: 1000, split: true } };

type FieldSchema = {
  title?: string;
  default?: unknown;
  widget?: string;
  showWhen?: { param: string; is: unknown[] };
  enum?: unknown[];
  labels?: Record<string, string>;
};

function fields(params: z.ZodObject): Record<string, FieldSchema> {
  const schema = z.toJSONSchema(params, { io: 'input' });
  return (schema.properties ?? {}) as Record<string, FieldSchema>; // JSON Schema is typed loosely; the test below reads only known keywords
}

function endsOf(dimension: Dimension): readonly unknown[] {
  if ('choice' in dimension) return dimension.choice;
  return 'int' in dimension ? dimension.int : dimension.real;
}

describe('the catalogue', () => {
  it('finds types by name and says what to do about unknown ones', () => {
    expect(getContract('evaluate').title).toBe('Evaluate');
    expect(findContract('nothing')).toBeUndefined();
    expect(isStepType('deploy')).toBe(true);
    expect(() => getContract('split-row')).toThrow(/Did you mean `split-rows`/);
  });

  it('has the step types of the first release', () => {
    expect(listContracts().length).toBe(Object.keys(catalog).length);
    expect(listContracts().length).toBeGreaterThanOrEqual(19);
  });
});

describe.each(Object.entries(catalog))('%s', (key, entry) => {
  const contract = getContract(entry.type);
  const defaults = contract.params.parse({});

  it('is listed under its own type, with version, stage and icon', () => {
    expect(contract.type).toBe(key);
    expect(contract.type).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(contract.version).toBeGreaterThanOrEqual(1);
    expect(stages).toContain(contract.stage);
    expect(contract.icon).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('says what it does', () => {
    expect(contract.title).toMatch(/^[A-Z]/);
    expect(contract.summary).toMatch(/^[A-Z].*\.$/);
    expect(contract.doc.length).toBeGreaterThan(100);
    expect(contract.synonyms.length).toBeGreaterThan(2);
    expect(contract.describe(defaults).length).toBeGreaterThan(0);
    expect(contract.describe(defaults).length).toBeLessThan(80);
  });

  it('asks for a right only where it acts outside the run', () => {
    expect(contract.right === undefined || contract.flags.effect === true).toBe(true);
  });

  it('says that no inspector can be opened on it where another program does its work', () => {
    if (contract.needs === 'python') expect(contract.flags).toMatchObject({ notInNode: true, foreignCode: true });
    // A person must be able to read in the contract why the button is not there.
    if (contract.flags.notInNode === true) expect(contract.flags.ownProcess).toBe(true);
  });

  it('has defaults that survive a round trip through JSON', () => {
    expect(contract.params.parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
  });

  it('has ports that make sense', () => {
    for (const [name, port] of [...Object.entries(contract.inputs), ...Object.entries(contract.outputs)]) {
      expect(name).toMatch(/^[a-z]+$/);
      expect(port.title).not.toBe('');
      if (!port.type.startsWith('as:')) expect(portTypes).toContain(port.type);
    }
    for (const port of Object.values(contract.inputs)) expect(port.type.startsWith('as:')).toBe(false);
    for (const port of Object.values(contract.outputs)) {
      if (port.type.startsWith('as:')) expect(Object.keys(contract.inputs)).toContain(port.type.slice(3));
    }
    for (const [name, port] of Object.entries(contract.origins ?? {})) {
      expect(Object.keys(contract.inputs)).not.toContain(name);
      expect(contract.inputs[port]?.type).toBe('Table');
    }
    expect(Object.keys(contract.inputs).length + Object.keys(contract.outputs).length).toBeGreaterThan(0);
  });

  it('has plan nodes if and only if it is row-wise, and a fitted schema if it also fits', () => {
    expect(contract.toPlan !== undefined).toBe(contract.flags.rowWise === true);
    expect(contract.fitted !== undefined).toBe(contract.flags.rowWise === true && contract.flags.fits === true);
    if (contract.flags.rowWise === true) {
      expect(Object.keys(contract.inputs)).toEqual(['table']);
      expect(contract.outputs.table?.type).toBe('as:table');
      expect(contract.outputs.fitted?.type).toBe(contract.flags.fits === true ? 'Transformer' : undefined);
    }
  });

  it('gives the form a title for every parameter, and conditions that can come true', () => {
    const all = fields(contract.params);
    expect(Object.keys(all)).toEqual(Object.keys(contract.params.shape));
    for (const [name, field] of Object.entries(all)) {
      expect(field.title, name).toMatch(/^\S/);
      expect(field, name).toHaveProperty('default');
      if (field.showWhen !== undefined) expect(Object.keys(all)).toContain(field.showWhen.param);
      if (field.enum !== undefined)
        expect(Object.keys(field.labels ?? {}).sort(), name).toEqual([...field.enum].sort());
    }
  });

  it('starts a new step with settings it can read', () => {
    expect(contract.params.safeParse(contract.initial ?? {}).success).toBe(true);
    if (contract.marksTarget !== undefined) expect(fields(contract.params)).toHaveProperty(contract.marksTarget);
    if (contract.marksWhen !== undefined) expect(fields(contract.params)).toHaveProperty(contract.marksWhen);
  });

  it('infers every output from nothing, from a known and from a partial table', () => {
    const partial: PropagatedSchema = { kind: 'partial', table: { columns, split: true }, reason: 'more may come' };
    for (const schema of [undefined, table, partial]) {
      const inputs = Object.fromEntries(
        Object.keys(contract.inputs).map((port) => [port, schema === undefined ? [] : [schema]]),
      );
      const inferred = contract.inferSchema(defaults, inputs);
      expect(Object.keys(inferred.outputs).sort()).toEqual(Object.keys(contract.outputs).sort());
      for (const issue of inferred.issues) {
        expect(issue.message).toMatch(/[.?]$/);
        if (issue.fix !== undefined) expect(isStepType(issue.fix.addStep)).toBe(true);
        if (issue.param !== undefined) expect(Object.keys(contract.params.shape)).toContain(issue.param);
        if (issue.port !== undefined) expect(Object.keys(contract.inputs)).toContain(issue.port);
      }
    }
  });

  it('says what a search may try if and only if it trains, and nothing that its settings do not allow', () => {
    if (contract.searches !== undefined || contract.hidden === true) expect(contract.trains).toBeUndefined();
    else expect(contract.trains !== undefined).toBe(contract.stage === 'train' && contract.flags.foreignModel !== true);
    if (contract.trains === undefined) return;
    const { tasks, space, resource } = contract.trains;
    // A search judges by a target, so what learns without one is not searched.
    expect(Object.hasOwn(searchable, contract.type)).toBe(Object.keys(space).length > 0 && tasks.some(isTargetTask));
    expect(tasks.length).toBeGreaterThan(0);
    expect(searchSpaceSchema.parse(space)).toEqual(space);
    const takes = (name: string, value: unknown) => {
      expect(Object.keys(contract.params.shape), name).toContain(name);
      expect(contract.params.parse({ [name]: value })[name], name).toBe(value);
    };
    for (const [at, [name, dimension]] of Object.entries(space).entries()) {
      for (const value of endsOf(dimension)) takes(name, value);
      if (dimension.when !== undefined) expect(Object.keys(space).slice(0, at)).toContain(dimension.when.param);
      const shown = fields(contract.params)[name]?.showWhen;
      expect(dimension.when, name).toEqual(shown === undefined || !(shown.param in space) ? undefined : shown);
    }
    if (resource === undefined) return;
    takes(resource.param, resource.least);
    takes(resource.param, resource.most);
    expect(resource.least).toBeLessThan(resource.most);
    expect(Object.keys(space)).not.toContain(resource.param);
  });

  it('says in a sentence why a row of an input did not come out', () => {
    for (const input of Object.keys(contract.inputs)) {
      const why = contract.whyDropped?.(defaults, input);
      if (why !== undefined) expect(why, input).toMatch(/^[A-Z].*\.$/);
    }
    if (contract.untraceable !== undefined) expect(contract.untraceable).toMatch(/^[A-Z].*\.$/);
    if (contract.flags.changesRowCount === true && contract.flags.keepsColumns === true)
      expect(contract.whyDropped).toBeDefined();
  });

  it('costs something finite and more with more rows', () => {
    const small = contract.cost(defaults, 1_000);
    const large = contract.cost(defaults, 1_000_000);
    expect(small.seconds).toBeGreaterThan(0);
    expect(large.seconds).toBeGreaterThanOrEqual(small.seconds);
    expect(large.megabytes).toBeLessThan(16_384);
    for (const rows of [0, 1, 10_000, 1e9]) {
      const { seconds, megabytes } = contract.cost(defaults, rows);
      expect(
        [seconds, megabytes].every((figure) => Number.isFinite(figure) && figure >= 0),
        `${rows} rows`,
      ).toBe(true);
    }
  });
});

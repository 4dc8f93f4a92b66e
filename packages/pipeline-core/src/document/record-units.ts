import { canonicalJson } from '../json';
import type { Note, Step } from './pipeline-document';

/** How a record is cut into the parts that are compared and merged one by one. */
export type Cutter<T> = {
  /** Names of the parts these states of one record have. */
  units(states: readonly T[]): string[];
  read(record: T, unit: string): unknown;
  /** `record` with this part of `from`. */
  take(record: T, from: T, unit: string): T;
};

const paramPrefix = 'param ';

/** Name of the parameter a part stands for; null for other parts. */
export function paramOfUnit(unit: string): string | null {
  return unit.startsWith(paramPrefix) ? unit.slice(paramPrefix.length) : null;
}

/** A step: title, place, whether it is disabled, each parameter. Where the type differs, type and parameters are one. */
export const stepCutter: Cutter<Step> = {
  units(states) {
    const kinds = new Set(states.map(({ type, version }) => `${type} ${version}`));
    const names = new Set(states.flatMap(({ params }) => Object.keys(params)));
    const settings = kinds.size > 1 ? ['type'] : [...names].map((name) => `${paramPrefix}${name}`);
    return ['title', 'position', 'disabled', ...settings];
  },
  read(step, unit) {
    const param = paramOfUnit(unit);
    if (param !== null) return step.params[param];
    if (unit === 'type') return { type: step.type, version: step.version, params: step.params };
    if (unit === 'position') return step.position;
    return unit === 'title' ? step.title : step.disabled;
  },
  take(step, from, unit) {
    const param = paramOfUnit(unit);
    if (param !== null) return { ...step, params: withParam(step.params, param, from.params[param]) };
    if (unit === 'type') return { ...step, type: from.type, version: from.version, params: from.params };
    if (unit === 'position') return { ...step, position: from.position };
    return unit === 'title' ? { ...step, title: from.title } : { ...step, disabled: from.disabled };
  },
};

function withParam(params: Step['params'], name: string, value: Step['params'][string] | undefined): Step['params'] {
  if (value !== undefined) return { ...params, [name]: value };
  const { [name]: _gone, ...rest } = params;
  return rest;
}

const noteUnits = ['text', 'tint', 'position', 'size'] as const;

/** A note: text, tint, place, size. */
export const noteCutter: Cutter<Note> = {
  units: () => [...noteUnits],
  read(note, unit) {
    const name = noteUnits.find((known) => known === unit);
    return name === undefined ? undefined : note[name];
  },
  take(note, from, unit) {
    const name = noteUnits.find((known) => known === unit);
    return name === undefined ? note : { ...note, [name]: from[name] };
  },
};

/** Where a thing stands is looks, not work: two people who moved it are not asked about it. */
const looks = new Set(['position', 'size']);

export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b);
}

/** True when two states of a record differ in nothing but where they stand. */
export function looksOnly<T>(cutter: Cutter<T>, a: T, b: T): boolean {
  return cutter.units([a, b]).every((unit) => looks.has(unit) || sameValue(cutter.read(a, unit), cutter.read(b, unit)));
}

/**
 * One record changed on both sides: what only `mine` changed is put on `theirs`. Parts both changed differently are
 * named and stay as they are in `theirs`; the place on the canvas is the last mover's.
 */
export function mergeRecord<T>(o: { cutter: Cutter<T>; base: T | undefined; mine: T; theirs: T }): {
  record: T;
  collided: string[];
} {
  const { cutter, base, mine, theirs } = o;
  const collided: string[] = [];
  let record = theirs;
  for (const unit of cutter.units(base === undefined ? [mine, theirs] : [base, mine, theirs])) {
    const [own, other] = [cutter.read(mine, unit), cutter.read(theirs, unit)];
    const before = base === undefined ? other : cutter.read(base, unit);
    if (sameValue(own, other) || (base !== undefined && sameValue(own, before))) continue;
    const untouched = base !== undefined && sameValue(other, before);
    if (untouched || looks.has(unit)) record = cutter.take(record, mine, unit);
    else collided.push(unit);
  }
  return { record, collided };
}

import { canonicalJson, type Json } from '../json';
import type { RunSpec } from '../run/run-spec';
import { type InputHashes, readOf } from './fingerprint';
import { knownInputs } from './known-inputs';

/** What differs between the specs of a step now and the last time, each as a phrase. */
export function changesOfSpec(now: RunSpec, before: RunSpec): string[] {
  if (now.type !== before.type) return ['the step is of another type now'];
  const changes: string[] = [];
  if (now.version !== before.version)
    changes.push(`version of the step changed from ${before.version} to ${now.version}`);
  for (const name of new Set([...Object.keys(before.params), ...Object.keys(now.params)])) {
    const [old, value] = [before.params[name], now.params[name]];
    if (canonicalJson(old) !== canonicalJson(value))
      changes.push(`parameter \`${name}\` changed from ${shown(old)} to ${shown(value)}`);
  }
  if (now.seed !== before.seed && typeof now.params.seed !== 'number') changes.push('the seed of the pipeline changed');
  changes.push(...changesOfReferences(now, before));
  if (canonicalJson(Object.keys(knownInputs(now)).sort()) !== canonicalJson(Object.keys(knownInputs(before)).sort()))
    changes.push('its connections changed');
  return changes;
}

/** What a step reads from outside the drawing that it did not read the last time: another batch of a dataset. */
export function changesOfReferences(now: RunSpec, before: RunSpec): string[] {
  return Object.entries(now.references).flatMap(([name, reference]) => {
    const old = before.references[name];
    if (old === undefined) return [`reads ${reference.label}`];
    const same = canonicalJson(readOf(old)) === canonicalJson(readOf(reference));
    return same ? [] : [`reads ${reference.label} instead of ${old.label}`];
  });
}

/** Which inputs hold other content than the last time; nothing when that is not known. */
export function changesOfInputs(
  now: InputHashes,
  before: InputHashes | undefined,
  titles: Readonly<Record<string, string>>,
): string[] {
  if (before === undefined) return [];
  return Object.keys(now)
    .filter((port) => canonicalJson(now[port]) !== canonicalJson(before[port]))
    .map((port) => `input from ${titles[port] ?? port} changed`);
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null || value === '') return 'empty';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

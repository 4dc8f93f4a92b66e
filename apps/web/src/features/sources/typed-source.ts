import { canonicalJson } from '@millrace/pipeline-core/json';
import {
  type SourceConfig,
  type SourceKind,
  type SourcePolicy,
  sourcePolicySchema,
} from '@millrace/pipeline-core/sources';
import { type Draft, draftOf, emptyDraft, readDraft } from './settings-fields';

export type SourceValues = { name: string; config: SourceConfig; secret: string | null; policy: SourcePolicy };

/** What stands in the form of a source. */
export type TypedSource = {
  kind: SourceKind;
  name: string;
  draft: Draft;
  secret: string | null;
  policy: SourcePolicy;
};

/** What stands there before anything is typed. */
export function typedOf(kind: SourceKind, initial: SourceValues | undefined): TypedSource {
  return {
    kind,
    name: initial?.name ?? '',
    draft: initial === undefined ? emptyDraft(kind) : draftOf(initial.config),
    secret: initial?.secret ?? null,
    policy: initial?.policy ?? sourcePolicySchema.parse({}),
  };
}

/** Whether both would be kept as the same source: blanks around a name and the order of keys make no other one. */
export function isSameSource(a: TypedSource, b: TypedSource): boolean {
  return canonicalJson(keptAs(a)) === canonicalJson(keptAs(b));
}

/** As the server keeps it; settings that it would refuse count as they are typed. */
function keptAs({ kind, draft, ...typed }: TypedSource) {
  const read = readDraft(kind, draft);
  return { ...typed, kind, name: typed.name.trim(), settings: read.ok ? read.config : draft };
}

/** The same for another kind: what both kinds ask for stays, and the rest is there again for who comes back. */
export function asKind({ kind: before, draft, ...typed }: TypedSource, kind: SourceKind): TypedSource {
  const untouched = emptyDraft(before);
  const touched = Object.entries(draft).filter(([name, value]) => value !== untouched[name]);
  return { ...typed, kind, draft: { ...emptyDraft(kind), ...Object.fromEntries(touched) } };
}

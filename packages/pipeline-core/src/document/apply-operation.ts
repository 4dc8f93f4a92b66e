import { PipelineError } from '../errors/pipeline-error';
import { assertNever } from '../exhaustive';
import { ignoredKey } from './ignored-issue';
import { type Operation, operationSchema, type ParsedOperation } from './operations';
import type { Edge, Note, PipelineDocument, Step } from './pipeline-document';

/**
 * The document after an operation; the one given is not changed and untouched parts are shared. Throws a `PipelineError`
 * when the operation does not fit the document (an id twice, a step that is gone): callers must not lose it silently.
 */
export function applyOperation(document: PipelineDocument, operation: Operation): PipelineDocument {
  const parsed = operationSchema.parse(operation);
  switch (parsed.op) {
    case 'add':
      return add(document, parsed);
    case 'remove':
      return remove(document, parsed);
    case 'move':
      return move(document, parsed.positions);
    case 'rename':
      return changeStep(document, parsed.step, (step) => ({ ...step, title: parsed.title }));
    case 'set-params':
      return changeStep(document, parsed.step, (step) => ({
        ...step,
        params: parsed.replace ? parsed.params : { ...step.params, ...parsed.params },
      }));
    case 'set-disabled':
      return parsed.steps.reduce(
        (result, id) => changeStep(result, id, (step) => ({ ...step, disabled: parsed.disabled })),
        document,
      );
    case 'connect':
      return connect(document, [parsed.edge], parsed.replaces);
    case 'edit-note':
      return editNote(document, parsed.note, parsed.change);
    case 'set-seed':
      return { ...document, seed: parsed.seed };
    case 'ignore-issue':
      if (document.steps[parsed.issue.step] === undefined)
        throw misfit(`step \`${parsed.issue.step}\`, which is not there`, 'a step of this pipeline');
      return { ...document, ignored: { ...document.ignored, [ignoredKey(parsed.issue)]: parsed.issue } };
    case 'heed-issue':
      return { ...document, ignored: omit(document.ignored, [parsed.key]) };
    default:
      return assertNever(parsed);
  }
}

type Parsed<Op extends ParsedOperation['op']> = Extract<ParsedOperation, { op: Op }>;

function add(document: PipelineDocument, { steps, notes, edges, replaces }: Parsed<'add'>): PipelineDocument {
  for (const { id } of [...steps, ...notes]) {
    if (document.steps[id] !== undefined || document.notes[id] !== undefined)
      throw misfit(`id \`${id}\`, which is taken`, 'a new id');
  }
  const withThings = {
    ...document,
    steps: { ...document.steps, ...byId(steps) },
    notes: { ...document.notes, ...byId(notes) },
  };
  return connect(withThings, edges, replaces);
}

function connect(document: PipelineDocument, edges: readonly Edge[], replaces: readonly string[]): PipelineDocument {
  const kept = omit(document.edges, replaces);
  for (const edge of edges) {
    if (kept[edge.id] !== undefined) throw misfit(`connection \`${edge.id}\`, which is there`, 'a new id');
    for (const end of [edge.from.step, edge.to.step]) {
      if (document.steps[end] === undefined) throw misfit(`a connection to step \`${end}\``, 'a step that is there');
    }
  }
  return { ...document, edges: { ...kept, ...byId(edges) } };
}

function remove(document: PipelineDocument, { steps, edges, notes, heal }: Parsed<'remove'>): PipelineDocument {
  const gone = new Set<string>(steps);
  const attached = Object.values(document.edges).filter((edge) => gone.has(edge.from.step) || gone.has(edge.to.step));
  const rest = {
    ...document,
    steps: omit(document.steps, steps),
    notes: omit(document.notes, notes),
    edges: omit(document.edges, [...edges, ...attached.map((edge) => edge.id)]),
    ignored: omit(
      document.ignored,
      Object.keys(document.ignored).filter((key) => gone.has(document.ignored[key]?.step ?? '')),
    ),
  };
  return heal.length === 0 ? rest : connect(rest, heal, []);
}

function move(document: PipelineDocument, positions: Record<string, Step['position']>): PipelineDocument {
  const steps = { ...document.steps };
  const notes = { ...document.notes };
  for (const [id, position] of Object.entries(positions)) {
    const [step, note] = [steps[id], notes[id]];
    if (step !== undefined) steps[id] = { ...step, position };
    else if (note !== undefined) notes[id] = { ...note, position };
    else throw misfit(`\`${id}\`, which is not there`, 'a step or note to move');
  }
  return { ...document, steps, notes };
}

function changeStep(document: PipelineDocument, id: string, change: (step: Step) => Step): PipelineDocument {
  const step = document.steps[id];
  if (step === undefined) throw misfit(`step \`${id}\`, which is not there`, 'a step of this pipeline');
  return { ...document, steps: { ...document.steps, [id]: change(step) } };
}

function editNote(document: PipelineDocument, id: string, change: Parsed<'edit-note'>['change']): PipelineDocument {
  const note = document.notes[id];
  if (note === undefined) throw misfit(`note \`${id}\`, which is not there`, 'a note of this pipeline');
  const { text = note.text, tint = note.tint, position = note.position, size = note.size } = change;
  return { ...document, notes: { ...document.notes, [id]: { ...note, text, tint, position, size } } };
}

function byId<Thing extends Step | Note | Edge>(things: readonly Thing[]): Record<string, Thing> {
  return Object.fromEntries(things.map((thing) => [thing.id, thing]));
}

function omit<T>(record: Record<string, T>, ids: readonly string[]): Record<string, T> {
  if (!ids.some((id) => record[id] !== undefined)) return record;
  const gone = new Set(ids);
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
}

function misfit(seen: string, expected: string): PipelineError {
  return new PipelineError({
    code: 'operation-misfit',
    family: 'bug',
    place: 'Pipeline document',
    seen,
    expected,
    next: 'Reload the pipeline; your saved work is kept.',
  });
}

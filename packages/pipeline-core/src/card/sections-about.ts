import { taskFacts } from '../release/task-facts';
import type { CardFacts, CardModel } from './card-facts';
import { type CardField, cardFieldFacts } from './card-fields';
import { count, exact, some } from './card-words';
import type { CardBlock, CardSection } from './model-card';

/** What a model answers; without a target that is what its task is about. */
export function summaryOf({ manifest }: Pick<CardModel, 'manifest'>): string {
  const { task, target, trainer, features } = manifest;
  const facts = taskFacts[task];
  const what = facts.target === null ? `Finds ${facts.label}` : `Predicts ${target} (${facts.label})`;
  return `${what} with ${trainer.title} from ${count(features.length)} ${features.length === 1 ? 'feature' : 'features'}.`;
}

/** The place of a field in a card: what was written, or that something is missing. */
export function humanBlock({ texts }: Pick<CardFacts, 'texts'>, field: CardField): CardBlock {
  const { title, ask } = cardFieldFacts[field];
  const written = texts[field];
  return {
    kind: 'human',
    field,
    title,
    ask,
    text: written === undefined || written.text === '' ? null : written.text,
    fromVersion: written?.fromVersion ?? null,
  };
}

export function detailsSection(facts: CardFacts): CardSection {
  const { manifest, trained, bytes } = facts;
  const named = [
    { name: 'Version', value: versionWords(facts) },
    { name: 'Model', value: `${manifest.trainer.title} (${manifest.trainer.type})` },
    ...(manifest.classes === undefined ? [] : [{ name: 'Classes', value: some(manifest.classes, 12) }]),
    ...(trained === null ? [] : [{ name: 'Trained', value: trainedWords(trained) }]),
    ...(bytes === null ? [] : [{ name: 'Size', value: `${count(bytes)} bytes` }]),
    ...thresholdFacts(facts),
  ];
  return {
    id: 'details',
    title: 'Model details',
    blocks: [{ kind: 'facts', facts: named }, humanBlock(facts, 'owner')],
  };
}

function versionWords({ version, registered = [] }: CardFacts): string {
  if (version !== null) return `v${version}`;
  if (registered.length === 0) return 'none yet';
  return `registered as ${some(
    registered.map((one) => `${one.name} v${one.version}`),
    5,
  )}`;
}

function trainedWords({ at, run, pipeline }: NonNullable<CardFacts['trained']>): string {
  const by = run === null ? '' : ` by run ${run}`;
  return `${at.slice(0, 10)}${by}${pipeline === null ? '' : ` of ${pipeline}`}`;
}

/** From which probability on a row counts as positive, and why from there. */
function thresholdFacts({ evaluation, manifest }: CardFacts): { name: string; value: string }[] {
  if (manifest.task !== 'binary' || evaluation === null) return [];
  const { threshold = 0.5, thresholdCost: cost, positive = manifest.positive ?? 'positive' } = evaluation;
  const why =
    cost === undefined
      ? 'no costs were given'
      : `least cost on ${count(cost.rows)} ${cost.part} rows: a false alarm ${exact(cost.falseAlarm)}, a missed one ${exact(cost.missed)}`;
  return [{ name: 'Threshold', value: `${positive} from ${exact(threshold)} on (${why})` }];
}

export function useSections(facts: CardFacts): CardSection[] {
  return [
    { id: 'use', title: 'Intended use', blocks: [humanBlock(facts, 'purpose')] },
    { id: 'out-of-scope', title: 'Out of scope', blocks: [humanBlock(facts, 'notFor')] },
  ];
}

export function caveatSections(facts: CardFacts): CardSection[] {
  return [
    { id: 'ethics', title: 'Ethical considerations', blocks: [humanBlock(facts, 'fairness')] },
    { id: 'caveats', title: 'Caveats', blocks: [...learnedCaveats(facts), humanBlock(facts, 'limits')] },
    { id: 'approvals', title: 'Approvals', blocks: [humanBlock(facts, 'approvals')] },
  ];
}

/** What the platform itself knows against a model. */
function learnedCaveats({ manifest, evaluation }: CardFacts): CardBlock[] {
  const receipt = manifest.trainedOn.receipt;
  const known = [
    ...(receipt === undefined ? ['It was trained without a split: nothing was held out.'] : []),
    ...(receipt?.warnings ?? []).map(({ message }) => message),
    ...(evaluation === null ? ['It was not evaluated.'] : []),
    ...(evaluation?.part === 'train' ? ['Its figures are of rows that it has seen.'] : []),
  ];
  return known.map((text) => ({ kind: 'text', text }));
}

import type { JsonObject } from '../json';
import { metricLabel } from '../metrics/metric-names';
import type { FitEnvironment } from '../release/fit-environment';
import { summaryFacts } from '../release/summary-words';
import { settingInWords, settingTitle } from '../steps/setting-words';
import type { CardFacts, CardModel } from './card-facts';
import { count, figure, some } from './card-words';
import type { CardBlock, CardSection } from './model-card';

type Fact = { name: string; value: string };
/** What trained a model, with the settings that it had. */
type Trainer = { type: string; params: JsonObject };

export function makingSections(facts: CardFacts): CardSection[] {
  return [
    { id: 'training', title: 'Training', blocks: trainingBlocks(facts) },
    { id: 'environment', title: 'Environment', blocks: environmentBlocks(facts) },
    ...(facts.version === null
      ? []
      : [{ id: 'changes', title: 'Changes since the last version', blocks: changeBlocks(facts) }]),
  ];
}

/** What was asked for, and what came of it: both may speak of rounds. */
function trainingBlocks(facts: CardFacts): CardBlock[] {
  const { trainer, seconds, summary } = facts.manifest;
  const { seed: _, ...params } = trainer.params;
  const came = summaryFacts(summary).map(({ name, value }) => ({
    name,
    value: typeof value === 'number' ? figure(value) : value,
  }));
  const took = seconds > 0 ? [{ name: 'Trained in', value: `${figure(seconds)} s` }] : [];
  const settings = settingFacts({ type: trainer.type, params });
  return [
    ...searchBlocks(facts),
    { kind: 'text', text: 'Settings:' },
    { kind: 'facts', facts: [{ name: 'Seed', value: String(trainer.seed) }, ...settings] },
    ...(came.length + took.length === 0
      ? []
      : [
          { kind: 'text' as const, text: 'What came of them:' },
          { kind: 'facts' as const, facts: [...came, ...took] },
        ]),
  ];
}

function settingFacts({ type, params }: Trainer): Fact[] {
  return Object.entries(params).map(([name, value]) => ({
    name: settingTitle(type, name),
    value: settingWords({ type, name, value }),
  }));
}

/** Settings may be lists of many columns: a card shows where they begin. */
const longestSetting = 200;

/** A setting as its form says it; lists as they are stored. */
function settingWords({ type, name, value }: { type: string; name: string; value: unknown }): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return shortened(settingInWords(type, name, value));
  if (Array.isArray(value) && value.length === 0) return 'none';
  return shortened(JSON.stringify(value));
}

function shortened(words: string): string {
  return words.length > longestSetting ? `${words.slice(0, longestSetting)}…` : words;
}

/** Which search found it, where one did, and by which figure: chosen by these rows, it looks better on them than it is. */
function searchBlocks({ search = null }: CardFacts): CardBlock[] {
  if (search === null) return [];
  const { metric, value, rows, judged, winner } = search;
  const on = rows === null ? '' : ` on ${count(rows)} rows that it did not learn from`;
  const place = winner ? 'the best' : 'one';
  const text = `Found by a search as ${place} of ${count(judged)} ${judged === 1 ? 'trial' : 'trials'}: ${metricLabel(metric)} ${figure(value)}${on}. These rows chose it, so the figure flatters it.`;
  return [{ kind: 'text', text }];
}

function environmentBlocks({ environment }: CardFacts): CardBlock[] {
  if (environment === null)
    return [{ kind: 'text', text: 'Not known here. The workbench keeps it with the models that it fits.' }];
  return [{ kind: 'facts', facts: environmentFacts(environment) }];
}

/** Where and with what a model was fitted, in words. */
export function environmentFacts(environment: FitEnvironment): Fact[] {
  const { node, platform, arch, duckdb, expressionVersion, code, device, threads } = environment;
  return [
    { name: 'Node', value: node },
    { name: 'Platform', value: `${platform} ${arch}` },
    { name: 'DuckDB', value: duckdb },
    { name: 'Expression language', value: `version ${expressionVersion}` },
    ...(code === undefined ? [] : [{ name: 'Code of the step', value: code }]),
    { name: 'Computed on', value: `${device === 'gpu' ? 'graphics card' : 'processor'}, ${threadWords(threads)}` },
    { name: 'Memory', value: `${count(environment.peakMegabytes)} MB of ${count(environment.memoryMegabytes)} MB` },
  ];
}

function threadWords(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

function changeBlocks(facts: CardFacts): CardBlock[] {
  const { previous } = facts;
  if (previous === null) return [{ kind: 'text', text: 'There is no version before this one.' }];
  const changes = changesSince(facts, previous);
  const since = `v${previous.version}`;
  if (changes.length === 0) return [{ kind: 'text', text: `Nothing that is kept differs from ${since}.` }];
  return [
    { kind: 'table', headers: ['What', since, 'Now'], rows: changes.map(({ what, was, is }) => [what, was, is]) },
  ];
}

export type CardChange = { what: string; was: string; is: string };

/** What is not the same in two versions: model, settings, data, features and figures. */
export function changesSince(now: CardModel, before: CardModel): CardChange[] {
  const [a, b] = [before.manifest, now.manifest];
  const pairs: [string, string, string][] = [
    ['Model', a.trainer.title, b.trainer.title],
    ...settingPairs(a.trainer, b.trainer),
    ['Seed', String(a.trainer.seed), String(b.trainer.seed)],
    ['Train rows', count(a.trainedOn.rows), count(b.trainedOn.rows)],
    ['Batches', batchWords(a.batches), batchWords(b.batches)],
    ...featurePair(a.features, b.features),
    ...metricPairs(now, before),
  ];
  return pairs.flatMap(([what, was, is]) => (was === is ? [] : [{ what, was, is }]));
}

function settingPairs(was: Trainer, is: Trainer): [string, string, string][] {
  const names = [...new Set([...Object.keys(was.params), ...Object.keys(is.params)])];
  const words = ({ type, params }: Trainer, name: string) =>
    name in params ? settingWords({ type, name, value: params[name] }) : 'none';
  return names.map((name) => [settingTitle(is.type, name), words(was, name), words(is, name)]);
}

/** Batches have long names: the beginning of each tells them apart. */
function batchWords(batches: readonly string[]): string {
  return batches.length === 0 ? 'none' : some(batches.map((id) => id.slice(0, 8)).sort(), 3);
}

function featurePair(was: readonly { name: string }[], is: readonly { name: string }[]): [string, string, string][] {
  const names = (features: readonly { name: string }[]) => new Set(features.map(({ name }) => name));
  const [before, now] = [names(was), names(is)];
  const gone = [...before].filter((name) => !now.has(name));
  const come = [...now].filter((name) => !before.has(name));
  if (gone.length === 0 && come.length === 0) return [];
  const words = (list: string[], all: number) => (list.length === 0 ? count(all) : `${count(all)}: ${some(list, 5)}`);
  return [['Features', words(gone, before.size), words(come, now.size)]];
}

function metricPairs(now: CardModel, before: CardModel): [string, string, string][] {
  if (now.evaluation === null || before.evaluation === null) return [];
  const [was, is] = [before.evaluation, now.evaluation].map(({ parts, part }) => parts[part].metrics);
  const where =
    now.evaluation.part === before.evaluation.part
      ? ''
      : `, ${before.evaluation.part} then ${now.evaluation.part} rows`;
  return Object.entries(is ?? {}).flatMap(([name, value]): [string, string, string][] =>
    was?.[name] == null ? [] : [[`${metricLabel(name)}${where}`, figure(was[name]), figure(value)]],
  );
}

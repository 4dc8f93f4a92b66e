import { invalid } from './tracking-error';

/** The id of a run in the protocol: its uuid without dashes. */
export function shownRunId(uuid: string): string {
  return uuid.replaceAll('-', '');
}

/** The id of a logged model in the protocol. */
export function shownModelId(uuid: string): string {
  return `m-${shownRunId(uuid)}`;
}

/** The uuid behind a run's id; null where the text is none. */
export function runUuid(shown: string): string | null {
  return /^[0-9a-f]{32}$/.test(shown) ? withDashes(shown) : null;
}

/** The uuid behind a logged model's id; null where the text is none. */
export function loggedModelUuid(shown: string): string | null {
  return shown.startsWith('m-') ? runUuid(shown.slice(2)) : null;
}

function withDashes(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** An experiment's number; the protocol writes it as decimal text. @throws TrackingError */
export function experimentNumber(shown: string): number {
  if (/^\d{1,9}$/.test(shown)) return Number(shown);
  throw invalid(`Invalid experiment ID '${shown.slice(0, 40)}'. Experiment ID must be a valid integer.`);
}

/** Where the files of a run lie, for clients: the server resolves it, no disk does. */
export function runArtifactUri(o: { experiment: number; runId: string }): string {
  return `mlflow-artifacts:/${o.experiment}/${shownRunId(o.runId)}/artifacts`;
}

/** The same for a logged model. */
export function modelArtifactUri(o: { experiment: number; modelId: string }): string {
  return `mlflow-artifacts:/${o.experiment}/models/${shownModelId(o.modelId)}/artifacts`;
}

const keyAdvice =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).';

/** A key of a metric, a parameter or a tag, as MLflow allows them. @throws TrackingError */
export function checkKey(key: string): string {
  if (key.length > 250) throw invalid(`The key '${key.slice(0, 40)}…' has ${key.length} characters; the most is 250.`);
  if (!/^[/\w.\- :]+$/u.test(key) && !/^[/\p{L}\p{N}_.\- :]+$/u.test(key)) {
    throw invalid(`Invalid value "${key.slice(0, 80)}" for parameter 'key' supplied: ${keyAdvice}`);
  }
  if (key.startsWith('/') || key.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    throw invalid(
      `Invalid value "${key.slice(0, 80)}" for parameter 'key' supplied: names must not resolve to other names when treated as a path.`,
    );
  }
  return key;
}

const adjectives = [
  'calm',
  'brisk',
  'clever',
  'gentle',
  'lively',
  'merry',
  'quiet',
  'rapid',
  'sunny',
  'wise',
  'bold',
  'fair',
];
const nouns = [
  'brook',
  'finch',
  'heron',
  'maple',
  'otter',
  'pine',
  'river',
  'stone',
  'swan',
  'trout',
  'willow',
  'wren',
];

/** A name for a run that was given none, made from its id. */
export function inventRunName(uuid: string): string {
  const hex = shownRunId(uuid);
  const pick = (words: readonly string[], from: number) =>
    words[Number.parseInt(hex.slice(from, from + 4), 16) % words.length];
  return `${pick(adjectives, 0)}-${pick(nouns, 4)}-${Number.parseInt(hex.slice(20, 26), 16) % 1000}`;
}

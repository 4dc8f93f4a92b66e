import type { Passport, PassportPart } from '@millrace/pipeline-core/api';
import { metricLabel, metricsInOrder } from '@millrace/pipeline-core/metrics';
import { percentText } from '@millrace/pipeline-core/percent';
import { z } from 'zod';
import { formatDayTime } from '../../lib/format-date';
import { formatFixed, formatNumber, formatPercent } from '../../lib/format-number';
import { answerWords } from '../monitoring/answer-words';

/** A release as people call it. */
export function versionWords({ model, number }: NonNullable<Passport['release']>): string {
  return `${model.name} v${number}`;
}

/** Who answered what, in one sentence. */
export function passportSentence(passport: Passport): string {
  const { prediction, route } = passport;
  const { status, output } = prediction;
  const where = route === null ? '' : ` at ${route.endpoint.name}`;
  if (status === 'invalid') return `A request${where} was refused.`;
  if (status === 'error' || output === null) return `A request${where} got no answer.`;
  const shadow = prediction.shadowOf === null ? 'answered' : 'answered in the shadow';
  return `${whoAnswered(passport)} ${shadow} “${answerWords(output)}”${where}.`;
}

function whoAnswered({ prediction, release }: Passport): string {
  if (release !== null) return versionWords(release);
  return prediction.release === null ? 'The constant' : 'A release that is gone';
}

/** How the endpoint came to ask this release. */
export function routeSentence({ prediction, route }: Passport): string {
  const { rank, asked, status } = prediction;
  if (prediction.release === null)
    return status === 'ok' || status === 'fallback'
      ? 'No release answered: the endpoint gave its constant.'
      : 'No release answered, and nothing else did.';
  if (prediction.shadowOf !== null) return 'It was asked in the shadow: the caller got the answer of another release.';
  if (rank > 0) return `The release asked first did not answer; this one is number ${rank + 1} of the chain.`;
  if (asked !== null) return `The caller asked for this release by name (${asked}).`;
  if (route === null || route.share === null) return 'The endpoint asked it first.';
  return route.share === 1
    ? 'All traffic went to this release.'
    : `${formatPercent(route.share)} of the traffic went to this release.`;
}

type Route = NonNullable<Passport['route']>;

/** Who made the revision that routed the request, when and why. */
export function revisionWords({ revision, made }: { revision: number; made: NonNullable<Route['made']> }): string {
  const way = made.kind === 'rollback' ? 'a way back ' : '';
  const why = made.reason === null ? '' : `: “${made.reason}”`;
  return `${revision}, ${way}made by ${made.by}, ${formatDayTime(made.at)}${why}`;
}

/** What the move of a rollout did that made this revision. */
export function rolloutWords({ move, percent, challenger, champion, by }: NonNullable<Route['rollout']>): string {
  const who = by === null ? 'by its rules' : `by ${by}`;
  switch (move) {
    case 'started':
    case 'next':
    case 'paused':
    case 'resumed':
      return percent === 0
        ? `${challenger} in the shadow of ${champion}, moved there ${who}`
        : `${challenger} at ${percentText(percent)} against ${champion}, moved there ${who}`;
    case 'all':
      return `all traffic to ${challenger}, sent there ${who}`;
    case 'aborted':
      return `rollout of ${challenger} aborted ${who}; ${champion} answers alone`;
    case 'rolled-back':
      return `rolled back from ${challenger} ${who}; ${champion} answers alone`;
  }
}

/** The deciding figure of an evaluation: "ROC AUC 0.842 on 2,010 test rows". */
export function judgedWords({ task, metrics, rows, part }: Passport['evaluations'][number]): string {
  const [first] = metricsInOrder(task, metrics);
  const figure = first === undefined ? 'No figure' : `${metricLabel(first[0])} ${formatFixed(first[1])}`;
  return `${figure} on ${formatNumber(rows)} ${part} ${rows === 1 ? 'row' : 'rows'}`;
}

/** Why a part is not there; null where nothing is missing of it. */
export function whyGone({ gone }: Pick<Passport, 'gone'>, part: PassportPart): string | null {
  return gone.find((entry) => entry.part === part)?.why ?? null;
}

/** Whether the model read the very fields of the request: nothing was looked up, computed or left out. */
export function isReadAsSent({ values, request }: NonNullable<Passport['features']>): boolean {
  if (values === null || values.length !== request.length) return false;
  const sent = new Map(request.map(({ name, value, view }) => [name, view === null ? JSON.stringify(value) : null]));
  return values.every(({ name, value }) => sent.get(name) === JSON.stringify(value));
}

const warningsSchema = z.array(z.object({ field: z.string(), seen: z.string() })).min(1);

/** Values of the request that the model has not learned from; null where there are none. */
export function unseenWords(output: Passport['prediction']['output']): string | null {
  const warnings = warningsSchema.safeParse(output?.warnings).data;
  if (warnings === undefined) return null;
  const named = warnings.map(({ field, seen }) => `${field} ${seen}`).join(', ');
  return `${named}: no row that the model learned from had ${warnings.length === 1 ? 'this value' : 'these values'}`;
}

/** A value of a request or a feature on one line. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  if (typeof value === 'number') return formatNumber(value, 6);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

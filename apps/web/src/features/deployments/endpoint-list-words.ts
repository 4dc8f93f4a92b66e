import { percentText } from '@millrace/pipeline-core/percent';
import type { Outputs } from '../../client/outputs';
import { formatCount, noValue } from '../../lib/format-number';

type Listed = Pick<
  Outputs['endpoints']['board']['endpoints'][number],
  'name' | 'sandbox' | 'answers' | 'rollout' | 'health'
>;

/** The finding over the list: what callers can ask, and what moves or needs somebody. */
export function listSentence(endpoints: readonly Listed[]): string {
  const answering = endpoints.filter(({ answers }) => answers !== null);
  const live = answering.filter(({ sandbox }) => !sandbox).length;
  const sandboxes = answering.length - live;
  const parts = [
    ...(live > 0 ? [`${formatCount(live, 'live endpoint')} ${live === 1 ? 'answers' : 'answer'}`] : []),
    ...(sandboxes > 0
      ? [`${formatCount(sandboxes, 'sandbox', 'sandboxes')} ${sandboxes === 1 ? 'answers' : 'answer'}`]
      : []),
  ];
  const first = parts.length === 0 ? 'No endpoint answers yet' : parts.join(', ');
  // A sandbox is somebody's trial: it stays out of the figures of the fleet.
  return [`${first}.`, ...moving(answering), ...urgent(answering.filter(({ sandbox }) => !sandbox))].join(' ');
}

function moving(endpoints: readonly Listed[]): string[] {
  const names = endpoints.filter(({ rollout }) => rollout !== null).map(({ name }) => name);
  return names.length === 0 ? [] : [`Rollout under way: ${names.join(', ')}.`];
}

function urgent(endpoints: readonly Listed[]): string[] {
  const names = endpoints.filter(({ health }) => health?.state === 'needs-action').map(({ name }) => name);
  return names.length === 0 ? [] : [`Needs action: ${names.join(', ')}.`];
}

/** "churn v1", and what it keeps while another takes a share. */
export function answersWords({ answers, rollout }: Pick<Listed, 'answers' | 'rollout'>): string {
  if (answers === null) return 'nothing yet';
  if (rollout === null || rollout.percent === 0 || rollout.release === answers) return answers;
  return `${answers}, ${percentText(100 - rollout.percent)}`;
}

/** "churn v2, 5%": who comes, and how far it is. */
export function rolloutWords(rollout: Listed['rollout']): string {
  if (rollout === null) return noValue;
  return `${rollout.release}, ${rollout.percent === 0 ? 'in shadow' : percentText(rollout.percent)}`;
}

import { formatCount, formatNumber } from '../../lib/format-number';

type Told = { view: { name: string; keys: readonly { name: string }[]; features: readonly unknown[] }; online: number };

/** What a feature view holds, its name first: "hour_of_day: 1 feature of 24 entities, found by hr." */
export function viewSentence({ view, online }: Told): string {
  const keys = view.keys.map(({ name }) => name).join(' and ');
  const entities = `${formatNumber(online)} ${online === 1 ? 'entity' : 'entities'}`;
  return `${view.name}: ${formatCount(view.features.length, 'feature')} of ${entities}, found by ${keys}.`;
}

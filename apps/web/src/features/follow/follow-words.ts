import type { FollowedPort } from '@millrace/pipeline-core/api';
import { formatCount } from '../../lib/format-number';

/** What became of the picked row at a port, in words; `titleOf` names the step of another port. */
export function stateWords(port: FollowedPort, titleOf: (key: string) => string): string {
  switch (port.state) {
    case 'picked':
      return `Picked here${partWords(port)}`;
    case 'here':
      return hereWords(port);
    case 'dropped':
      return 'Dropped here';
    case 'gone':
      return port.by === null ? 'Not here any more' : `Dropped before, at ${titleOf(port.by)}`;
    case 'lost':
      return port.by === port.key || port.by === null
        ? 'Cannot be followed to here'
        : `Cannot be followed to here: ${titleOf(port.by)} lies between`;
    case 'apart':
      return 'Nothing here has to do with it';
  }
}

function hereWords(port: FollowedPort): string {
  return `${placeWords(port)}${partWords(port)}`;
}

/** The part of a split that the row went to; of several rows how many went where, if all of them are shown. */
function partWords({ count, shown }: FollowedPort): string {
  const parts = shown?.parts ?? [];
  if (shown === null || parts.length === 0 || parts.length < count) return '';
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  const named = [...counts].map(([part, rows]) => (counts.size === 1 ? part : `${part} (${rows})`));
  return `, in ${named.join(' and ')}`;
}

function placeWords({ place, count, came }: FollowedPort): string {
  const rows = formatCount(count, 'row');
  switch (place) {
    case 'before':
      return count === 1 ? 'Made of this row' : `Made of ${rows}`;
    case 'joined':
      return count === 1 ? 'Brought together with this row' : `Brought together with ${rows}`;
    case 'picked':
    case 'after':
    case 'beside':
    case 'apart': {
      const of = came !== null && came > count && count > 0 ? ` of ${came.toLocaleString('en')} that came in` : '';
      const where = place === 'beside' ? 'On another way' : 'Here';
      return count === 1 && of === '' ? where : `${where} as ${rows}${of}`;
    }
  }
}

/** In one sentence for those who do not see the list. */
export function trailSentence(ports: readonly FollowedPort[], titleOf: (key: string) => string): string {
  const here = ports.filter(({ state, place }) => state === 'here' && place !== 'joined').length;
  const dropped = ports.filter(({ state }) => state === 'dropped').map(({ key }) => titleOf(key));
  const rest = dropped.length === 0 ? 'Nothing dropped it.' : `Dropped at ${dropped.join(' and ')}.`;
  return `Found at ${formatCount(here, 'other port')}. ${rest}`;
}

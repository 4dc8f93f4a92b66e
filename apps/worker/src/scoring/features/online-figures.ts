import type { Figure } from '../../ground/figures';
import type { OnlineStore } from './online-store';

/** What feature views take in the memory of this process, and which of them did not fit. */
export function onlineFigures(online: Pick<OnlineStore, 'views' | 'unheld'>): Figure[] {
  const held = online.views().map(({ facts, bytes }) => ({ labels: { view: facts.name, id: facts.id }, value: bytes }));
  return [
    {
      name: 'millrace_online_view_bytes',
      type: 'gauge',
      help: 'Memory that a feature view takes in this process, roughly.',
      values: held,
    },
    {
      name: 'millrace_online_view_unheld',
      type: 'gauge',
      help: 'Feature views that do not fit into the memory of this process: requests for them are answered 503.',
      values: online.unheld().map(({ id, name }) => ({ labels: { view: name, id }, value: 1 })),
    },
  ];
}

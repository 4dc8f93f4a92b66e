import { expect, it } from 'vitest';
import { tabbedPlaces } from '../../ui/shell/nav-items';
import { eventTabFrom } from './event-tab';

it('is the tab of the navigation whose address is open, also for links that name the timeline', () => {
  const pages = tabbedPlaces('sales').monitoring.pages.filter(({ href }) => href.startsWith('/p/sales/events'));
  const asked = pages.map(({ href }) => eventTabFrom(new URL(href, 'http://host').searchParams.get('tab')));
  expect(asked).toEqual(pages.map(({ id }) => id));
  expect(asked).toHaveLength(4);
  expect(eventTabFrom('timeline')).toBe('events');
});

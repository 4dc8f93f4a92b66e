import { expect, it } from 'vitest';
import { projectNavItems } from '../../ui/shell/nav-items';
import { attentionOf } from './attention';

it('says at Monitoring how many events were put aside, and nothing when there are none', () => {
  expect(attentionOf({ putAside: 0 })).toEqual({});
  expect(attentionOf({ putAside: 1 })).toEqual({ monitoring: '1 event put aside' });
  expect(attentionOf({ putAside: 1200 })).toEqual({ monitoring: '1,200 events put aside' });
});

it('speaks of places that the navigation has', () => {
  const places = projectNavItems('sales').map(({ id }) => id);
  for (const place of Object.keys(attentionOf({ putAside: 1 }))) expect(places).toContain(place);
});

import { describe, expect, it } from 'vitest';
import { isActivePath, projectNavItems, projectPages, spokenName, tabbedPlaces } from './nav-items';

/** Ids of the places that are lit on a page. */
function litAt(path: string): string[] {
  return projectNavItems('sales')
    .filter((item) => isActivePath(item, path))
    .map(({ id }) => id);
}

describe('the navigation of a project', () => {
  it('has seven places', () => {
    const seven = ['Home', 'Data', 'Pipelines', 'Experiments', 'Models', 'Deployments', 'Monitoring'];
    expect(projectNavItems('sales').map(({ label }) => label)).toEqual(seven);
  });

  it('stays in the project', () => {
    for (const { href } of projectPages('sales')) expect(href).toMatch(/^\/p\/sales(\/|$)/);
  });

  it('lights one place at a time, that of the tab where the page stands or leads back to', () => {
    const lit: Record<string, string[]> = {
      '': ['home'],
      '/data': ['data'],
      '/data/sources/1': ['data'],
      '/features': ['data'],
      '/features/customers': ['data'],
      '/pipelines/1': ['pipelines'],
      '/runs': ['pipelines'],
      '/runs/1': ['pipelines'],
      '/experiments/leaderboard': ['experiments'],
      '/experiments/logged/1': ['experiments'],
      '/models/1': ['models'],
      '/monitoring/1': ['monitoring'],
      '/events': ['monitoring'],
      '/predictions': ['monitoring'],
      '/predictions/1': ['monitoring'],
      '/settings/keys': [],
      '-2/runs': [],
    };
    for (const [path, places] of Object.entries(lit)) expect([path, litAt(`/p/sales${path}`)]).toEqual([path, places]);
  });

  it('leads to the start page before there is a project', () => {
    expect(new Set(projectPages(null).map(({ href }) => href))).toEqual(new Set(['/']));
  });

  it('reads out what asks for a person at a place', () => {
    expect(spokenName('Monitoring', undefined)).toBe('Monitoring');
    expect(spokenName('Monitoring', '2 events put aside')).toBe('Monitoring, 2 events put aside');
  });
});

describe('the tabs of a place', () => {
  it('keep the addresses that links to their pages have, the first that of the place', () => {
    const places = Object.values(tabbedPlaces('sales'));
    const tabs = places.map(({ href, pages }) => [href, ...pages.map((page) => page.href)]);
    const at = (...paths: string[]) => paths.map((path) => `/p/sales/${path}`);
    expect(tabs).toEqual([
      at('data', 'data', 'data?tab=sources', 'features'),
      at('pipelines', 'pipelines', 'runs'),
      at('experiments', 'experiments', 'experiments/leaderboard'),
      at(
        'monitoring',
        'monitoring',
        'predictions',
        'events',
        'events?tab=triggers',
        'events?tab=aside',
        'events?tab=readers',
      ),
    ]);
  });

  it('light the place they belong to, and no other', () => {
    for (const { id, pages } of Object.values(tabbedPlaces('sales')))
      for (const { href } of pages) expect(litAt(new URL(href, 'http://host').pathname)).toEqual([id]);
  });
});

describe('the pages that search knows', () => {
  const pages = projectPages('sales');

  it('are every place and every other page behind its tabs, once', () => {
    const named = pages.map(({ label, within }) => (within === undefined ? label : `${label} (${within})`));
    expect(named).toEqual([
      'Home',
      'Data',
      'Sources (Data)',
      'Feature views (Data)',
      'Pipelines',
      'Runs (Pipelines)',
      'Experiments',
      'Leaderboard (Experiments)',
      'Models',
      'Deployments',
      'Monitoring',
      'Predictions (Monitoring)',
      'Events (Monitoring)',
      'Starts by itself (Monitoring)',
      'Put aside (Monitoring)',
      'Readers (Monitoring)',
    ]);
    expect(new Set(pages.map(({ href }) => href)).size).toBe(pages.length);
    expect(new Set(pages.map(({ id }) => id)).size).toBe(pages.length);
  });

  it('are found by the names of the tabs, and by those they had in the navigation', () => {
    const named = (name: string) =>
      pages.find(({ label, keywords = [] }) => [label, ...keywords].includes(name))?.href ?? 'nowhere';
    const addresses = ['data', 'features', 'features', 'pipelines', 'runs', 'events'].map((path) => `/p/sales/${path}`);
    const names = ['Datasets', 'Feature views', 'Features', 'Drawings', 'Runs', 'Events'];
    expect(names.map(named)).toEqual(addresses);
  });
});

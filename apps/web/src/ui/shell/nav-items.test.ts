import { describe, expect, it } from 'vitest';
import { isActivePath, projectNavItems } from './nav-items';

/** Ids of the places that are lit on a page. */
function litAt(path: string): string[] {
  return projectNavItems('sales')
    .filter((item) => isActivePath(item, path))
    .map(({ id }) => id);
}

describe('the navigation of a project', () => {
  it('stays in the project', () => {
    for (const { href } of projectNavItems('sales')) expect(href).toMatch(/^\/p\/sales(\/|$)/);
  });

  it('lights one place at a time', () => {
    expect(litAt('/p/sales')).toEqual(['home']);
    expect(litAt('/p/sales/runs')).toEqual(['runs']);
    expect(litAt('/p/sales/runs/1')).toEqual(['runs']);
    expect(litAt('/p/sales/settings/keys')).toEqual([]);
    expect(litAt('/p/sales-2/runs')).toEqual([]);
  });

  it('leads to the start page before there is a project', () => {
    expect(new Set(projectNavItems(null).map(({ href }) => href))).toEqual(new Set(['/']));
  });
});

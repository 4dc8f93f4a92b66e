import type { Page } from '@playwright/test';
import { mutate } from './api';

type Tables = { project: string; orders: string; customers: string };

/** Orders are doubled, filtered, joined with their customers and summed by city. Returns the address of the drawing. */
export async function starterDrawing(page: Page, { project, orders, customers }: Tables): Promise<string> {
  const slug = project.split('/').at(-1) ?? '';
  const step = (o: { id: string; type: string; title: string; params: object; at: [number, number] }) => ({
    ...{ id: o.id, type: o.type, version: 1, title: o.title, params: o.params },
    position: { x: o.at[0], y: o.at[1] },
  });
  const dataset = (id: string) => ({ dataset: id, batch: 'latest' });
  const steps = [
    step({ id: 'orders', type: 'dataset', title: 'Orders', params: dataset(orders), at: [0, 0] }),
    step({ id: 'customers', type: 'dataset', title: 'Customers', params: dataset(customers), at: [600, 200] }),
    step({ id: 'doubled', type: 'formula-column', title: 'Doubled', params: formula, at: [300, 0] }),
    step({ id: 'large', type: 'filter-rows', title: 'Large ones', params: { condition: 'amount > 20' }, at: [600, 0] }),
    step({ id: 'joined', type: 'join-tables', title: 'Joined', params: { how: 'inner' }, at: [900, 0] }),
    step({ id: 'groups', type: 'aggregate', title: 'By city', params: byCity, at: [1200, 0] }),
  ];
  const lines: [string, string, string][] = [
    ['orders', 'doubled', 'table'],
    ['doubled', 'large', 'table'],
    ['large', 'joined', 'left'],
    ['customers', 'joined', 'right'],
    ['joined', 'groups', 'table'],
  ];
  const edges = lines.map(([from, to, port], at) => ({
    id: `line${at}`,
    from: { step: from, port: 'table' },
    to: { step: to, port },
  }));
  const byId = <T extends { id: string }>(items: readonly T[]) =>
    Object.fromEntries(items.map((item) => [item.id, item]));
  const document = { v: 1, seed: 1, steps: byId(steps), edges: byId(edges) };
  const input = { project: slug, name: 'Follow', document };
  const { id } = await mutate<{ id: string }>(page.request, 'pipelines.create', input);
  return `${project}/pipelines/${id}`;
}

const formula = { name: 'amount', formula: 'amount * 2' };
const byCity = { by: ['city'], measures: [{ what: 'sum', column: 'amount', by: '', as: 'spent' }] };

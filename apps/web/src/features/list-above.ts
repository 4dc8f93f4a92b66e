import { projectNavItems } from '../ui/shell/nav-items';

/** Lists that stand above an address of another place. */
const others = [
  { path: 'models/candidates', list: 'experiments/leaderboard', label: 'Leaderboard' },
  { path: 'data/sources', list: 'data?tab=sources', label: 'Sources' },
];

/** The list in which the thing at an address would stand: "/p/churn/runs/7" leads to the runs. Null where there is none. */
export function listAbove(slug: string, path: string): { href: string; label: string } | null {
  const home = `/p/${encodeURIComponent(slug)}`;
  const known = [
    ...others.map(({ path: above, list, label }) => ({
      above: `${home}/${above}`,
      href: `${home}/${list}`,
      label,
    })),
    ...projectNavItems(slug)
      .filter(({ id }) => id !== 'home')
      .flatMap((place) => [place, ...(place.pages ?? [])])
      .map(({ href, label }) => ({ above: href.replace(/\?.*$/, ''), href, label })),
  ];
  const [nearest] = known
    .filter(({ above }) => path.startsWith(`${above}/`))
    .sort((a, b) => b.above.length - a.above.length);
  return nearest === undefined ? null : { href: nearest.href, label: nearest.label };
}

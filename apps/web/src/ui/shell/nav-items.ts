import {
  Activity,
  AlarmClock,
  BookOpen,
  Box,
  Cable,
  Database,
  DatabaseZap,
  FlaskConical,
  House,
  Inbox,
  ListChecks,
  ListOrdered,
  type LucideIcon,
  Play,
  Radio,
  Send,
  Workflow,
} from 'lucide-react';

/** A page with its name and address. */
export type NavPage = {
  id: string;
  label: string;
  href: string;
  icon: LucideIcon;
  /** Other words by which search finds it. */
  keywords?: readonly string[];
};

/** A place of the navigation. */
export type NavItem = NavPage & {
  /** Lit only on its own page, not on those below its address. */
  exact?: true;
  /** The pages it holds, each a tab at its top; the first is at the address of the place. */
  pages?: readonly NavPage[];
};

/** The places that hold several pages. */
export type TabbedPlace = 'data' | 'pipelines' | 'experiments' | 'monitoring';

/** The places of a project. `projectSlug` null: before the first project exists, everything leads to the start page. */
export function projectNavItems(projectSlug: string | null): readonly NavItem[] {
  const to = addressIn(projectSlug);
  const { data, pipelines, experiments, monitoring } = tabbedPlaces(projectSlug);
  return [
    { id: 'home', label: 'Home', href: homeHref(projectSlug), icon: House, exact: true },
    data,
    pipelines,
    experiments,
    { id: 'models', label: 'Models', href: to('models'), icon: Box },
    { id: 'deployments', label: 'Deployments', href: to('deployments'), icon: Send },
    monitoring,
  ];
}

/** The places that hold several pages, with these pages. */
export function tabbedPlaces(projectSlug: string | null): Record<TabbedPlace, NavItem & { pages: readonly NavPage[] }> {
  const to = addressIn(projectSlug);
  return {
    data: {
      id: 'data',
      label: 'Data',
      href: to('data'),
      icon: Database,
      keywords: ['Datasets'],
      pages: [
        { id: 'datasets', label: 'Datasets', href: to('data'), icon: Database },
        { id: 'sources', label: 'Sources', href: to('data?tab=sources'), icon: Cable },
        { id: 'features', label: 'Feature views', href: to('features'), icon: DatabaseZap, keywords: ['Features'] },
      ],
    },
    pipelines: {
      id: 'pipelines',
      label: 'Pipelines',
      href: to('pipelines'),
      icon: Workflow,
      keywords: ['Drawings'],
      pages: [
        { id: 'drawings', label: 'Drawings', href: to('pipelines'), icon: Workflow },
        { id: 'runs', label: 'Runs', href: to('runs'), icon: Play },
      ],
    },
    experiments: {
      id: 'experiments',
      label: 'Experiments',
      href: to('experiments'),
      icon: FlaskConical,
      keywords: ['MLflow', 'Compare'],
      pages: [
        { id: 'all', label: 'All runs', href: to('experiments'), icon: FlaskConical },
        {
          id: 'leaderboard',
          label: 'Leaderboard',
          href: to('experiments/leaderboard'),
          icon: ListOrdered,
          keywords: ['Candidates'],
        },
      ],
    },
    monitoring: {
      id: 'monitoring',
      label: 'Monitoring',
      href: to('monitoring'),
      icon: Activity,
      pages: [
        { id: 'deployed', label: 'Models', href: to('monitoring'), icon: Activity },
        {
          id: 'predictions',
          label: 'Predictions',
          href: to('predictions'),
          icon: ListChecks,
          keywords: ['Requests', 'Scores'],
        },
        { id: 'events', label: 'Events', href: to('events'), icon: Radio, keywords: ['Timeline'] },
        { id: 'triggers', label: 'Starts by itself', href: to('events?tab=triggers'), icon: AlarmClock },
        { id: 'aside', label: 'Put aside', href: to('events?tab=aside'), icon: Inbox },
        { id: 'readers', label: 'Readers', href: to('events?tab=readers'), icon: BookOpen },
      ],
    },
  };
}

/** Every page of a project under one name, for search; `within` is the place whose tab it is. */
export function projectPages(projectSlug: string | null): readonly (NavPage & { within?: string })[] {
  return projectNavItems(projectSlug).flatMap((place) => {
    const others = (place.pages ?? []).slice(1); // the first is the place itself
    return [place, ...others.map((page) => ({ ...page, within: place.label }))];
  });
}

/** Home of the project one is in; without a project the start page, which finds one. */
export function homeHref(projectSlug: string | null): string {
  return projectSlug === null ? '/' : `/p/${encodeURIComponent(projectSlug)}`;
}

function addressIn(projectSlug: string | null): (path: string) => string {
  const home = homeHref(projectSlug);
  return (path) => (projectSlug === null ? home : `${home}/${path}`);
}

/** Whether the page at `path` belongs to the item: one of its own pages or, unless it is `exact`, one below them. */
export function isActivePath(item: Pick<NavItem, 'href' | 'exact' | 'pages'>, path: string): boolean {
  const addresses = [item.href, ...(item.pages ?? []).map(({ href }) => href)];
  return addresses.some((href) => {
    const address = href.replace(/\?.*$/, '');
    return path === address || (item.exact !== true && path.startsWith(`${address}/`));
  });
}

/** How a place is read out: its name, then what asks for a person there. */
export function spokenName(label: string, attention: string | undefined): string {
  return attention === undefined ? label : `${label}, ${attention}`;
}

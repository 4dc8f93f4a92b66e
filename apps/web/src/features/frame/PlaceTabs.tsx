'use client';

import { type TabbedPlace, tabbedPlaces } from '../../ui/shell/nav-items';
import { type TabItem, TabLinks } from '../../ui/Tabs';
import { useProject } from './project-context';

/** What stands behind the label of a tab, by the id of its page. */
export type PlaceCounts = Readonly<Record<string, Pick<TabItem, 'count' | 'tone'> | undefined>>;

/** The pages of a place as tabs below the top bar; `page` is the one that is open. */
export function PlaceTabs({ place, page, counts = {} }: { place: TabbedPlace; page: string; counts?: PlaceCounts }) {
  const { slug } = useProject();
  const { label, pages } = tabbedPlaces(slug)[place];
  return (
    <div className="flex-none border-b border-border bg-surface px-4 md:px-6">
      <TabLinks
        label={label}
        value={page}
        tabs={pages.map(({ id, label: name, href }) => ({ value: id, label: name, href, ...counts[id] }))}
      />
    </div>
  );
}

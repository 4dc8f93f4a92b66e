/** What the page of events shows. */
export type EventTab = 'events' | 'triggers' | 'aside' | 'readers';

/** The tab an address asks for; the events themselves when it names none. */
export function eventTabFrom(value: string | null): EventTab {
  return value === 'triggers' || value === 'aside' || value === 'readers' ? value : 'events';
}

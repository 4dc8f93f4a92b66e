import { EventsPage } from '../../../../features/events/EventsPage';

export const metadata = { title: 'Events' };

export default function Page() {
  return <EventsPage />;
}

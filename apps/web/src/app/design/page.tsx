import type { Metadata } from 'next';
import { DesignPage } from './DesignPage';

export const metadata: Metadata = { title: 'Design system' };

/** The living page: every component and chart in its states. It needs no sign-in. */
export default function Page() {
  return <DesignPage />;
}

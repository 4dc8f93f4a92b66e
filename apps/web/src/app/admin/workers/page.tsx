import { WorkersPage } from '../../../features/admin/AdminPages';

export const metadata = { title: 'Workers' };

export default function Page() {
  return <WorkersPage />;
}

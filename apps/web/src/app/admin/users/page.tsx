import { UsersPage } from '../../../features/admin/AdminPages';

export const metadata = { title: 'Users' };

export default function Page() {
  return <UsersPage />;
}

import { CapabilitiesPage } from '../../../features/admin/CapabilitiesPage';

export const metadata = { title: 'Capabilities' };

export default function Page() {
  return <CapabilitiesPage />;
}

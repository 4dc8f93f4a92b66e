import { DeploymentsPage } from '../../../../features/deployments/DeploymentsPage';

export const metadata = { title: 'Deployments' };

export default function Page() {
  return <DeploymentsPage />;
}

import { MonitoringPage } from '../../../../features/monitoring/MonitoringPage';

export const metadata = { title: 'Monitoring' };

export default function Page() {
  return <MonitoringPage />;
}

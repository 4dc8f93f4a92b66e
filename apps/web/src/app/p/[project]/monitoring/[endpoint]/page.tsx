import { EndpointMonitoringPage } from '../../../../../features/monitoring/EndpointMonitoringPage';

export const metadata = { title: 'Monitoring' };

export default async function Page(props: { params: Promise<{ endpoint: string }> }) {
  const { endpoint } = await props.params;
  return <EndpointMonitoringPage id={endpoint} />;
}

import { SecretsSettings } from '../../../../../features/settings/SecretsSettings';

export const metadata = { title: 'Secrets' };

export default function Page() {
  return <SecretsSettings />;
}

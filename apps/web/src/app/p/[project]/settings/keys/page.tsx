import { KeysSettings } from '../../../../../features/settings/KeysSettings';

export const metadata = { title: 'API keys' };

export default function Page() {
  return <KeysSettings />;
}

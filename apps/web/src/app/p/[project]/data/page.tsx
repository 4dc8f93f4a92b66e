import { DataPage } from '../../../../features/data/DataPage';

export const metadata = { title: 'Data' };

export default function Page() {
  return <DataPage />;
}

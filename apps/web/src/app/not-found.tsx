import { NothingHere } from '../features/NothingHere';

export const metadata = { title: 'Not found' };

/** An address that leads nowhere, or to a project one is not in. */
export default function NotFound() {
  return <NothingHere />;
}

import Link from 'next/link';
import { Button } from '../ui/Button';
import { AccountCard } from './account/AccountCard';

/** Says the same for what does not exist and for what one may not see. */
export function NothingHere() {
  return (
    <AccountCard
      title="There is nothing at this address"
      lead="It does not exist, or it belongs to a project you are not in. Check the address, or ask an admin for an invitation."
    >
      <Button asChild size="lg" variant="primary">
        <Link href="/">Go to my projects</Link>
      </Button>
    </AccountCard>
  );
}

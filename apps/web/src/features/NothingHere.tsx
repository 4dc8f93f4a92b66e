import Link from 'next/link';
import { Button } from '../ui/Button';
import { EmptyState } from '../ui/EmptyState';

/** Says the same for what does not exist and for what one may not see. */
export function NothingHere() {
  return (
    <main id="content" className="grid min-h-dvh place-items-center bg-bg p-6">
      <EmptyState
        title="There is nothing at this address"
        detail="It does not exist, or it belongs to a project you are not in. Check the address, or ask an admin for an invitation."
        action={
          <Button asChild>
            <Link href="/">Go to my projects</Link>
          </Button>
        }
      />
    </main>
  );
}

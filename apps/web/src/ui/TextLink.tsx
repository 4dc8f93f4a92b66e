import Link from 'next/link';
import type { ComponentProps } from 'react';
import { cn } from '../lib/cn';

/** A link in running text or beside a fact. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      className={cn(
        'rounded-xs font-medium whitespace-nowrap text-accent underline-offset-2 hover:underline',
        className,
      )}
      {...rest}
    />
  );
}

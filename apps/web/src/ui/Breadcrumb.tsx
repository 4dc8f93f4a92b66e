import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';

export type Crumb = { label: ReactNode; href?: string };

/** Where the page is; the last crumb is the page itself. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-muted">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the position is what identifies a crumb
            <Fragment key={index}>
              {index > 0 ? (
                <ChevronRight data-crumb="before" className="size-[14px] text-faint max-sm:hidden" aria-hidden />
              ) : null}
              <li
                data-crumb={last ? 'page' : 'before'}
                className={last ? 'min-w-0 truncate font-semibold text-text' : 'hidden sm:block'}
                aria-current={last ? 'page' : undefined}
              >
                {crumb.href && !last ? (
                  <Link href={crumb.href} className="rounded-xs hover:text-text">
                    {crumb.label}
                  </Link>
                ) : (
                  crumb.label
                )}
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}

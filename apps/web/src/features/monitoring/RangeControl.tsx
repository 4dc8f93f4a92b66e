'use client';

import { useRouter } from 'next/navigation';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { type Range, rangeOptions } from './range';

/** The range of the figures, kept in the address of the page. */
export function RangeControl({ range }: { range: Range }) {
  const router = useRouter();
  return (
    <SegmentedControl
      label="Range"
      value={range}
      segments={rangeOptions}
      onValueChange={(next) => router.replace(`?range=${next}`, { scroll: false })}
    />
  );
}

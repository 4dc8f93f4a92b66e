'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../../ui/Button';
import { SearchField } from '../../ui/SearchField';
import { useProject } from '../frame/project-context';

/** The passport of a prediction by the id that its answer carried. */
export function FindPrediction() {
  const { slug } = useProject();
  const router = useRouter();
  const [id, setId] = useState('');
  return (
    <form
      className="ml-auto flex w-full gap-2 xl:w-[400px]"
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') router.push(`/p/${slug}/predictions/${encodeURIComponent(id.trim())}`);
      }}
    >
      <SearchField className="flex-1" label="Prediction by its id" value={id} onValueChange={setId} />
      <Button type="submit">Find</Button>
    </form>
  );
}

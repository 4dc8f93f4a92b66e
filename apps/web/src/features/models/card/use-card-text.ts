'use client';

import { type CardField, withCardText } from '@millrace/pipeline-core/card';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureToast } from '../../../client/mutation-errors';
import { useTRPC } from '../../../client/trpc';
import { useToast } from '../../../ui/Toast';
import { useProject } from '../../frame/project-context';
import type { Version, VersionOf } from '../version-data';

export type CardEditing = {
  /** False for who may only look. */
  may: boolean;
  /** Saves a text; says whether it went through. The page shows it at once, and takes it back where it did not. */
  save: (field: CardField, text: string) => Promise<boolean>;
  saving: boolean;
};

/** Saving of the fields of a card: shown at once, kept with its history on the server. */
export function useCardText(of: VersionOf, { texts }: Version): CardEditing {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const key = trpc.models.version.queryKey({ project: slug, of });
  const { mutateAsync, isPending } = useMutation(
    trpc.models.saveCardText.mutationOptions({
      async onMutate({ field, text }) {
        await queries.cancelQueries({ queryKey: key });
        const before = queries.getQueryData(key);
        queries.setQueryData(key, (shown) =>
          shown?.card == null ? shown : { ...shown, card: withCardText(shown.card, field, text) },
        );
        return { before };
      },
      onError: (error, _input, context) => {
        queries.setQueryData(key, context?.before);
        toast.show(failureToast(error));
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: key }),
          queries.invalidateQueries({ queryKey: trpc.models.cardHistory.queryKey({ project: slug, of }) }),
        ]),
    }),
  );
  return {
    may: can('edit'),
    saving: isPending,
    async save(field, text) {
      const after = texts.find((one) => one.field === field)?.number ?? 0;
      return mutateAsync({ project: slug, of, field, text, after }).then(
        () => true,
        () => false, // the message has told why
      );
    },
  };
}

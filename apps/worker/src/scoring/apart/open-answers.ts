import type { JsonObject } from '@millrace/pipeline-core/json';
import type { ForeignBundle } from '../../data/open-foreign';
import { loadAnyBundle } from '../../data/release-bundle';
import { answerRow, answerRows } from '../releases/serve-bundle';
import { guestDoors } from './guest-doors';
import type { GuestHome } from './guest-home';
import type { ProcessModel } from './serve-rows';

/**
 * Opens the release whose bundle lies at `path`; `home` is where a model of Python is asked. What others made has answered
 * its first golden row by then, so that its library has read the model and its Python is there. Rejects in words where
 * that cannot be.
 */
export async function openAnswers(path: string, home: GuestHome | null): Promise<ProcessModel> {
  const guests = guestDoors(home);
  const opened = await loadAnyBundle(path, guests.doors);
  if (opened.kind === 'own') return { answer: answerRow(opened.bundle) };
  const { bundle } = opened;
  const together = answerRows(bundle);
  await warm(bundle, together);
  guests.wasOpened();
  const answer = async (row: JsonObject) => {
    const [made] = await together([row]);
    if (made === undefined) throw new Error('the model gave no answer');
    return made;
  };
  // A library may add up one row in another order than a block: by itself it gets the same bits whoever asks beside it.
  return bundle.manifest.format === 'onnx' ? { answer } : { answer, together };
}

/** Without a golden row the first request opens it. */
async function warm({ golden }: ForeignBundle, together: Required<ProcessModel>['together']): Promise<void> {
  await together(golden.slice(0, 1).map(({ input }) => input));
}

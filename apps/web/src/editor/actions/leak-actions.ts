import { ignoredKey } from '@millrace/pipeline-core/document';
import { type Issue, rewriteOf } from '@millrace/pipeline-core/validate';
import type { ActionContext } from './define-action';

/** Does to the drawing what the button of a leak says, as one undo step. */
export function rewriteLeak({ store, effects }: ActionContext, issue: Issue): void {
  const { document, inferences, facts, edit, endGesture, announce, learn } = store.getState();
  const rewrite = rewriteOf({ document, schemas: inferences, facts }, issue);
  if (rewrite === null) {
    effects.notify({
      title: 'Nothing to change',
      detail: 'The drawing has changed since; look again.',
      tone: 'warning',
    });
    return;
  }
  const gesture = `rewrite ${issue.code} ${issue.about}`;
  const label = rewrite.title.charAt(0).toLowerCase() + rewrite.title.slice(1);
  endGesture();
  for (const operation of rewrite.operations(effects.newId)) edit(operation, { gesture, label });
  endGesture();
  learn();
  announce(`Done: ${rewrite.title.replaceAll('`', '')}.`);
}

/** Leaves a leak as it is; the reason becomes part of the drawing. */
export function ignoreIssue({ store }: ActionContext, issue: Issue, reason: string): void {
  const { step, about, code } = issue;
  if (step === undefined || about === undefined) return;
  store.getState().edit({ op: 'ignore-issue', issue: { code, step, about, reason } });
  store.getState().learn();
  store.getState().announce('The problem is ignored, with your reason.');
}

/** Shows an ignored leak among the problems again. */
export function heedIssue({ store }: ActionContext, issue: Issue): void {
  const { step, about, code } = issue;
  if (step === undefined || about === undefined) return;
  store.getState().edit({ op: 'heed-issue', key: ignoredKey({ code, step, about }) });
  store.getState().learn();
  store.getState().announce('The problem is listed again.');
}

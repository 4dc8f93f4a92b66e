import type { BundleManifest } from '@millrace/pipeline-core/release';

/** Why a release cannot leave the workbench as a server, with what to do instead; null when it can. */
export function refusalOf(manifest: BundleManifest, o: { title: string; lookupsSent: boolean }): string | null {
  const { format, signature } = manifest;
  if (format === 'python') {
    return `${o.title} is a model in format python, which answers through a Python with the packages that it was fitted with; a folder cannot bring them along. Expected a model of our own, or one in ONNX. Deploy it in the workbench, or set "Keep the model as" of its step to ONNX and train it again.`;
  }
  const looked = signature.inputs.filter(({ lookup }) => lookup !== undefined);
  if (looked.length === 0 || o.lookupsSent) return null;
  const names = looked.map(({ name, lookup }) => `${name} (view ${lookup?.view ?? ''})`).join(', ');
  return `${o.title} looks features up while it answers: ${names}. An exported server has no feature views. Export it with --features-from-caller, and callers have to send these inputs; or train a version without the lookup.`;
}

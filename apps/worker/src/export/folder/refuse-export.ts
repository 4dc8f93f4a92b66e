import { type BundleManifest, isForeign } from '@millrace/pipeline-core/release';

/** Why a release cannot leave the workbench as a server, with what to do instead; null when it can. */
export function refusalOf(manifest: BundleManifest, o: { title: string; lookupsSent: boolean }): string | null {
  const { format, signature } = manifest;
  if (isForeign(format)) {
    return `${o.title} is a model in format ${format}, which answers through a program that Node alone does not have. Expected one that our own code answers for. Deploy it in the workbench${format === 'onnx' ? ', or serve the .onnx file that it came as elsewhere' : ''}.`;
  }
  const looked = signature.inputs.filter(({ lookup }) => lookup !== undefined);
  if (looked.length === 0 || o.lookupsSent) return null;
  const names = looked.map(({ name, lookup }) => `${name} (view ${lookup?.view ?? ''})`).join(', ');
  return `${o.title} looks features up while it answers: ${names}. An exported server has no feature views. Export it with --features-from-caller, and callers have to send these inputs; or train a version without the lookup.`;
}

import { forestKernels } from '../../generated/kernels';

let compiled: WebAssembly.Module | null = null;

/** The kernels, compiled once per process; threads get the compiled module. */
export function forestModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(forestKernels, 'base64'));
  return compiled;
}

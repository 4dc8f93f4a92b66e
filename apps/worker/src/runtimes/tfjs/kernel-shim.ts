import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionGradients } from './conv-gradients';
import { disposeOf, many, type NamedInputs, one, pairOf } from './kernel-parts';
import type { Tensors } from './tensors';

/** Cpu kernels on tensors of the wasm backend take copies of their inputs and give copies of their answers back. */
type Copier = { wasm: BackendWasm; cpu: MathBackendCPU };

let added = false;

/**
 * Gives the wasm backend what training needs and 4.22.0 does not ship: gradients of convolutions by way of its matrix
 * product, products with a transposed side by transposing first (its own path for them is several times slower), and any
 * kernel that only the plain backend has. Call it with the wasm backend ready and the plain one imported.
 */
export async function addMissingKernels(tf: Tensors): Promise<void> {
  if (added) return;
  const wasm = backendOf<BackendWasm>(tf, 'wasm');
  const cpu = backendOf<MathBackendCPU>(tf, 'cpu');
  replace(tf, 'BatchMatMul', (original) => transposedFirst(tf, original));
  for (const kernel of convolutionGradients(tf, wasm)) {
    if (has(tf, kernel.kernelName)) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    if (!has(tf, kernel.kernelName)) tf.registerKernel({ ...onCopies(kernel, { wasm, cpu }), backendName: 'wasm' });
  }
  added = true;
}

function has(tf: Tensors, name: string): boolean {
  return tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === name);
}

function backendOf<B>(tf: Tensors, name: string): B {
  const backend: unknown = tf.findBackend(name) ?? undefined;
  if (backend === undefined) throw new Error(`the backend "${name}" is not there`);
  return backend as B; // the name says which class it is; the library's registry does not
}

/** A kernel of wasm in another form; what it sets up once stays. */
function replace(tf: Tensors, name: string, change: (original: KernelConfig) => KernelFunc): void {
  const original = tf.getKernelsForBackend('wasm').find(({ kernelName }) => kernelName === name);
  if (original === undefined) throw new Error(`the wasm backend has no kernel ${name}`);
  // Unregistering disposes of nothing here, and the module behind the kernel is set up already.
  tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ ...original, kernelFunc: change(original) });
}

/** A product whose sides are as they are stored takes the fast path. */
function transposedFirst(tf: Tensors, original: KernelConfig): KernelFunc {
  const transpose = tf.getKernelsForBackend('wasm').find(({ kernelName }) => kernelName === 'Transpose');
  if (transpose === undefined) throw new Error('the wasm backend has no kernel Transpose');
  return ({ inputs, backend, attrs }) => {
    const made: TensorInfo[] = [];
    const turned = (side: TensorInfo, turn: boolean): TensorInfo => {
      if (!turn) return side;
      const perm = side.shape.map((_, axis) => axis);
      perm.push(...perm.splice(-2).reverse());
      const out = one(transpose.kernelFunc({ inputs: { x: side }, backend, attrs: { perm } }));
      made.push(out);
      return out;
    };
    const { a, b } = pairOf(inputs, 'a', 'b');
    const sides = { a: turned(a, attrs?.transposeA === true), b: turned(b, attrs?.transposeB === true) };
    const out = original.kernelFunc({ inputs: sides, backend, attrs: { transposeA: false, transposeB: false } });
    for (const { dataId } of made) disposeOf(backend, dataId);
    return out;
  };
}

function onCopies(kernel: KernelConfig, { wasm, cpu }: Copier): KernelConfig {
  return {
    ...kernel,
    kernelFunc({ inputs, attrs }) {
      const copies: TensorInfo[] = [];
      const toCpu = (tensor: TensorInfo): TensorInfo => {
        const { shape, dtype } = tensor;
        const dataId = cpu.write(wasm.readSync(tensor.dataId), shape, dtype);
        const copy = { dataId, shape, dtype };
        copies.push(copy);
        return copy;
      };
      const there = mapInputs(inputs, toCpu);
      const answer = kernel.kernelFunc({ inputs: there, backend: cpu, ...(attrs === undefined ? {} : { attrs }) });
      const back = many(answer).map((out) => {
        const { shape, dtype } = out;
        const made = wasm.makeOutput(shape, dtype, undefined, cpu.readSync(out.dataId));
        cpu.disposeData(out.dataId);
        return made;
      });
      for (const { dataId } of copies) cpu.disposeData(dataId);
      return Array.isArray(answer) ? back : one(back);
    },
  };
}

/** Some kernels take lists of tensors, which the library hands on under the type of one. */
function mapInputs(inputs: NamedInputs, change: (tensor: TensorInfo) => TensorInfo): NamedInputs {
  const changed = Object.entries(inputs).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    const there: unknown = Array.isArray(value) ? value.map(change) : change(value);
    return [[name, there as TensorInfo] as const]; // see above: a list stays a list
  });
  return Object.fromEntries(changed);
}

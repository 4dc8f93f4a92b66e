import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Conv2DBackpropFilterAttrs, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { one, pairOf } from './kernel-parts';
import type { Tensors } from './tensors';

/** Where the windows of a convolution lie: sizes in cells, images row after row, channels last. */
type Windows = {
  batch: number;
  inHeight: number;
  inWidth: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  filterHeight: number;
  filterWidth: number;
  strideHeight: number;
  strideWidth: number;
  top: number;
  left: number;
};

/**
 * Gradients of a convolution on the wasm backend, which ships none for the filter and a slow one for the input. Windows
 * are laid out as rows of a matrix; the matrix product of the backend does the rest.
 */
export function convolutionGradients(tf: Tensors, backend: BackendWasm): KernelConfig[] {
  const config = (kernelName: string, kernelFunc: KernelFunc): KernelConfig => ({
    kernelName,
    backendName: 'wasm',
    kernelFunc,
  });
  return [
    config('Conv2DBackpropFilter', ({ inputs, attrs }) => {
      const { x, dy } = pairOf(inputs, 'x', 'dy');
      const { filterShape, ...rest } = attrs as unknown as Conv2DBackpropFilterAttrs; // kernels get no typed attributes
      return filterGradient(tf, { backend, x, dy, at: windowsOf(tf, { inShape: x.shape, filterShape, ...rest }) });
    }),
    config('Conv2DBackpropInput', ({ inputs, attrs }) => {
      const { dy, filter } = pairOf(inputs, 'dy', 'filter');
      const { inputShape, ...rest } = attrs as unknown as Omit<Conv2DBackpropFilterAttrs, 'filterShape'> & {
        inputShape: number[];
      }; // see above
      const at = windowsOf(tf, { inShape: inputShape, filterShape: filter.shape, ...rest });
      return inputGradient(tf, { backend, dy, filter, at });
    }),
  ];
}

type Shapes = Omit<Conv2DBackpropFilterAttrs, 'filterShape'> & { inShape: number[]; filterShape: number[] };

function windowsOf(tf: Tensors, shapes: Shapes): Windows {
  const { inShape, filterShape, strides, pad, dataFormat, dimRoundingMode } = shapes;
  if (dataFormat === 'NCHW') throw new Error('convolutions on wasm take images with their channels last');
  const { padInfo, inChannels, batchSize, ...info } = tf.backend_util.computeConv2DInfo(
    inShape as [number, number, number, number], // four axes, as the library checked before
    filterShape as [number, number, number, number],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return { ...info, batch: batchSize, channels: inChannels, top: padInfo.top, left: padInfo.left };
}

/** The gradient of the filter: windows of the input, transposed, times the gradient of the output. */
function filterGradient(
  tf: Tensors,
  { backend, x, dy, at }: { backend: BackendWasm; x: TensorInfo; dy: TensorInfo; at: Windows },
): TensorInfo {
  const rows = at.batch * at.outHeight * at.outWidth;
  const width = at.filterHeight * at.filterWidth * at.channels;
  const windows = backend.makeOutput([1, rows, width], 'float32');
  // Views of the heap last until the next allocation.
  spread(floats(backend, x), floats(backend, windows), at);
  const flat = { dataId: dy.dataId, dtype: dy.dtype, shape: [1, rows, at.outChannels] };
  const out = multiply(tf, backend, { a: windows, b: flat, transposeA: true });
  backend.disposeData(windows.dataId);
  return { ...out, shape: [at.filterHeight, at.filterWidth, at.channels, at.outChannels] };
}

/** The gradient of the input: the gradient of the output times the filter, transposed; windows are added where they lay. */
function inputGradient(
  tf: Tensors,
  { backend, dy, filter, at }: { backend: BackendWasm; dy: TensorInfo; filter: TensorInfo; at: Windows },
): TensorInfo {
  const rows = at.batch * at.outHeight * at.outWidth;
  const width = at.filterHeight * at.filterWidth * at.channels;
  const flat = { dataId: dy.dataId, dtype: dy.dtype, shape: [1, rows, at.outChannels] };
  const weights = { dataId: filter.dataId, dtype: filter.dtype, shape: [1, width, at.outChannels] };
  const windows = multiply(tf, backend, { a: flat, b: weights, transposeB: true });
  const out = backend.makeOutput([at.batch, at.inHeight, at.inWidth, at.channels], 'float32');
  const image = floats(backend, out).fill(0);
  gather(floats(backend, windows), image, at);
  backend.disposeData(windows.dataId);
  return out;
}

function multiply(
  tf: Tensors,
  backend: BackendWasm,
  { a, b, transposeA = false, transposeB = false }: Sides,
): TensorInfo {
  const { kernelFunc } = tf.getKernel('BatchMatMul', 'wasm');
  return one(kernelFunc({ inputs: { a, b }, backend, attrs: { transposeA, transposeB } }));
}

type Sides = { a: TensorInfo; b: TensorInfo; transposeA?: boolean; transposeB?: boolean };

function floats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const view = backend.typedArrayFromHeap(tensor);
  if (!(view instanceof Float32Array)) throw new Error(`a convolution of ${tensor.dtype} has no gradient`);
  return view;
}

/** Each window of the images as one row; cells beyond the edge are 0. */
function spread(images: Float32Array, windows: Float32Array, at: Windows): void {
  windows.fill(0);
  overlap(at, (image, window, length) => windows.set(images.subarray(image, image + length), window));
}

/** Adds each row to the window it was taken from. */
function gather(windows: Float32Array, images: Float32Array, at: Windows): void {
  overlap(at, (image, window, length) => {
    for (let i = 0; i < length; i++) images[image + i]! += windows[window + i]!;
  });
}

/** Calls `visit` for each stretch of cells that a row of a window shares with a row of its image. */
function overlap(at: Windows, visit: (image: number, window: number, length: number) => void): void {
  const width = at.filterHeight * at.filterWidth * at.channels;
  let row = 0;
  for (let image = 0; image < at.batch; image++) {
    for (let y = 0; y < at.outHeight; y++) {
      for (let x = 0; x < at.outWidth; x++, row++) {
        const left = x * at.strideWidth - at.left;
        const from = Math.max(0, -left);
        const length = (Math.min(at.filterWidth, at.inWidth - left) - from) * at.channels;
        if (length <= 0) continue;
        for (let down = 0; down < at.filterHeight; down++) {
          const line = y * at.strideHeight - at.top + down;
          if (line < 0 || line >= at.inHeight) continue;
          const start = ((image * at.inHeight + line) * at.inWidth + left + from) * at.channels;
          visit(start, row * width + (down * at.filterWidth + from) * at.channels, length);
        }
      }
    }
  }
}

import type { GrownTree } from './grown-tree';
import type { KernelMemory } from './kernel-memory';

const HEAD_BYTES = 64;
const NODE_BYTES = 320;

/** Copies the tree that the kernels grew (kernels/tree-out.ts). Returns what one quantised unit of gain is worth. */
export function readTree({ plan, memory }: KernelMemory, tree: GrownTree): number {
  const { treeOut } = plan.at;
  const head = new DataView(memory.buffer, treeOut, HEAD_BYTES);
  tree.nodes = head.getInt32(0, true);
  const nodes = new DataView(memory.buffer, treeOut + HEAD_BYTES, tree.nodes * NODE_BYTES);
  for (let node = 0; node < tree.nodes; node++) {
    const at = node * NODE_BYTES;
    tree.column[node] = nodes.getInt32(at, true);
    tree.threshold[node] = nodes.getInt32(at + 4, true);
    tree.missingLeft[node] = nodes.getInt32(at + 8, true);
    tree.left[node] = nodes.getInt32(at + 12, true);
    tree.value[node] = nodes.getFloat64(at + 16, true);
    tree.gain[node] = nodes.getFloat64(at + 24, true);
    tree.rows[node] = nodes.getInt32(at + 32, true);
  }
  const codes = new Uint8Array(memory.buffer, treeOut + HEAD_BYTES, tree.nodes * NODE_BYTES);
  for (let node = 0; node < tree.nodes; node++) {
    tree.goLeft.set(codes.subarray(node * NODE_BYTES + 64, (node + 1) * NODE_BYTES), node * 256);
  }
  const gradientScale = head.getFloat64(8, true);
  return (gradientScale * gradientScale) / head.getFloat64(16, true);
}

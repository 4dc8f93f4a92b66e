import { join } from 'node:path';
import { z } from 'zod';
import { createKeptOrders, type KeptOrders } from '../kept-orders';
import { orderFile } from '../table-window';
import type { DataServiceOptions } from './options';
import { taskSeconds, withFolder } from './run-task';

const writtenOrder = z.object({ written: z.boolean() });

/** All orders that are kept, together: each takes a few bytes for a row. */
const mostOrderBytes = 2 ** 30;

export function keptOrders(options: DataServiceOptions): KeptOrders {
  return createKeptOrders({
    folder: options.ordersFolder,
    mostBytes: mostOrderBytes,
    make: ({ path, sort, descending }, keep) =>
      withFolder(options, async (folder) => {
        const args = { path, sort, descending };
        const answer = await options.runTask({ task: 'order', args, folder, seconds: taskSeconds.order });
        if (writtenOrder.parse(answer).written) await keep(join(folder, orderFile));
      }),
  });
}

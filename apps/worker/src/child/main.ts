/*
 * A child process of the worker: executes one request at a time for its parent and knows nothing else. It is given no
 * environment, address or secret, and DuckDB is cut off from the network; sockets themselves are not forbidden, so this
 * is no fence for foreign code. It writes into the folder a request names, and ends with its parent, whatever it is at then.
 */

import { runStep } from '../executors/host';
import { serve } from './serve';
import { runTask } from './tasks';

serve({ runStep, runTask });

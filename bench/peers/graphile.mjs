// Graphile Worker on PostgreSQL, with its local queue and batched completions.
import { execFileSync } from 'node:child_process';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { body, measure, poster } from './work.mjs';

const connectionString = process.env.DATABASE_URL;
const concurrency = Number(process.env.CONCURRENCY);
const tasks = Number(process.env.TASKS);
const postgres = () =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', process.env.STORE_PID, '--pid', process.env.STORE_PID])
    .toString().trim().split(/\s+/).map(Number);

// A line for each task would be measured too.
const quiet = new Logger(() => () => {});
const utils = await makeWorkerUtils({ connectionString, logger: quiet });
await utils.migrate();
let post;
const runner = await run({
  noHandleSignals: true,
  taskList: { post: (payload) => post(Buffer.from(payload.body, 'base64')) },
  preset: {
    worker: {
      connectionString,
      logger: quiet,
      concurrentJobs: concurrency,
      maxPoolSize: 20,
      pollInterval: 1000,
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      localQueue: { size: 2 * concurrency },
    },
  },
});
await measure('Graphile Worker on PostgreSQL', {
  tasks,
  rounds: Number(process.env.ROUNDS),
  storePids: postgres,
  round: async (n, target) => {
    post ??= poster(target.port, concurrency);
    for (let from = 0; from < tasks; from += 1000) {
      const some = Array.from({ length: Math.min(1000, tasks - from) }, (_, i) =>
        ({ identifier: 'post', payload: { body: body(n, from + i, 1024).toString('base64') } }));
      await utils.addJobs(some);
    }
  },
});
await runner.stop();
await utils.release();
process.exit(0);

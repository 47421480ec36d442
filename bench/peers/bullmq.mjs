// BullMQ on Redis, which writes its log to disk every second.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { body, measure, poster } from './work.mjs';

const connection = new Redis({ port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null });
const concurrency = Number(process.env.CONCURRENCY);
const tasks = Number(process.env.TASKS);
const queue = new Queue('bench', { connection });
let post;
const worker = new Worker('bench', (job) => post(Buffer.from(job.data.body, 'base64')), {
  connection,
  concurrency,
  autorun: false,
  removeOnComplete: { count: 0 },
});
await measure('BullMQ on Redis', {
  tasks,
  rounds: Number(process.env.ROUNDS),
  storePids: () => [Number(process.env.STORE_PID)],
  round: async (n, target) => {
    if (!post) {
      post = poster(target.port, concurrency);
      worker.run();
    }
    for (let from = 0; from < tasks; from += 1000) {
      await queue.addBulk(Array.from({ length: Math.min(1000, tasks - from) }, (_, i) =>
        ({ name: 'post', data: { body: body(n, from + i, 1024).toString('base64') } })));
    }
  },
});
await worker.close();
await queue.close();
process.exit(0);

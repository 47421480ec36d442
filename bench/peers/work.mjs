// What both queues are given to do: POST a body of 1 KB, different each time, to Sluice's own target.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

const CRC32C = new Int32Array(256).map((_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c;
});

function crc32c(bytes, length) {
  let crc = -1;
  for (let i = 0; i < length; i++) crc = CRC32C[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc;
}

/** A body as dev.sluice.bench.Body makes it: round, number, start instant, filling, checksum. */
export function body(round, number, size) {
  const bytes = randomFillSync(Buffer.alloc(size));
  bytes.writeInt32BE(round, 0);
  bytes.writeInt32BE(number, 4);
  bytes.writeBigInt64BE(process.hrtime.bigint(), 8);
  bytes.writeInt32BE(crc32c(bytes, size - 4), size - 4);
  return bytes;
}

/** Sluice's target, in a process of its own. */
export class Target {
  static async start() {
    const target = new Target();
    target.process = spawn(process.env.JAVA, ['-Xmx256m', '-XX:+UseSerialGC', '-cp', process.env.CLASS_PATH,
      'dev.sluice.bench.TargetProcess'], { stdio: ['pipe', 'pipe', 'inherit'] });
    target.lines = createInterface({ input: target.process.stdout })[Symbol.asyncIterator]();
    target.port = Number((await target.lines.next()).value);
    return target;
  }

  async ask(order) {
    this.process.stdin.write(order + '\n');
    return (await this.lines.next()).value;
  }

  async arrived(count) {
    while (Number(await this.ask('count')) < count) await new Promise((done) => setTimeout(done, 5));
  }

  stop() {
    this.process.stdin.end();
  }
}

/** Returns a function that posts a body, over kept connections. */
export function poster(port, connections) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
  return async (bytes) => {
    const answer = await pool.request({ path: '/task', method: 'POST', body: bytes });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`status: ${answer.statusCode}`);
  };
}

/** CPU seconds of all processes of the group that the store runs in, children that ended included. */
export function cpuSeconds(pids) {
  const ticks = pids.map((pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      return Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Runs rounds and prints a line for each. */
export async function measure(name, { tasks, rounds, storePids, round }) {
  const target = await Target.start();
  for (let n = 1; n <= rounds; n++) {
    await target.ask(`begin ${n} ${tasks} 0`);
    const pids = () => [process.pid, target.process.pid, ...storePids()];
    const before = cpuSeconds(pids());
    const start = process.hrtime.bigint();
    await round(n, target);
    await target.arrived(tasks);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const cpu = cpuSeconds(pids()) - before;
    const [distinct, duplicates, damaged] = (await target.ask('report')).split(' ');
    console.log(`| ${name} | round ${n} | ${(tasks / seconds).toFixed(0)} tasks/s | ${((1000 * cpu) / tasks).toFixed(3)}`
      + ` CPU s per 1000, store and target included | ${distinct} arrived, ${duplicates} twice, ${damaged} damaged |`);
  }
  target.stop();
}

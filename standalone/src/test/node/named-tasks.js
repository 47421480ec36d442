'use strict';

// Creates named tasks and says of each what came of it, a line each, as soon as it is known:
//   ACK name | EXISTS name | ERROR name message
// node named-tasks.js grpc|rest PORT QUEUE URL FIRST COUNT CONCURRENCY DELAYED_SECONDS
// Every third task is delayed. Calls that fail for another reason than a taken name are made once.
const {connect} = require('./client');

const GRPC_ALREADY_EXISTS = 6;
const HTTP_CONFLICT = 409;

async function main(transport, port, queue, url, first, count, concurrency, delayedSeconds) {
  const client = connect(transport, Number(port));
  const parent = client.queuePath('demo', 'us-central1', queue);
  const last = Number(first) + Number(count);
  let next = Number(first);

  async function create(number) {
    const name = `${parent}/tasks/task-${number}`;
    const task = {name, httpRequest: {httpMethod: 'POST', url, body: Buffer.from(`body of ${number}`).toString('base64')}};
    if (number % 3 === 0) {
      task.scheduleTime = {seconds: Math.ceil(Date.now() / 1000) + Number(delayedSeconds)};
    }
    try {
      await client.createTask({parent, task});
      console.log(`ACK ${name}`);
    } catch (error) {
      const exists = error.code === GRPC_ALREADY_EXISTS || error.code === HTTP_CONFLICT;
      console.log(exists ? `EXISTS ${name}` : `ERROR ${name} ${error.code} ${String(error.message).replace(/\s+/g, ' ')}`);
    }
  }

  async function worker() {
    while (next < last) {
      await create(next++);
    }
  }

  await Promise.all(Array.from({length: Number(concurrency)}, worker));
  await client.close();
}

main(...process.argv.slice(2)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});

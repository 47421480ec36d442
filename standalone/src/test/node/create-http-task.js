'use strict';

// The sample of Google's documentation: node create-http-task.js grpc|rest PORT QUEUE URL PAYLOAD IN_SECONDS
const {connect} = require('./client');

async function createHttpTask(transport, port, queue, url, payload, inSeconds) {
  const client = connect(transport, Number(port));
  const parent = client.queuePath('demo', 'us-central1', queue);

  const task = {
    httpRequest: {
      headers: {'Content-Type': 'text/plain'},
      httpMethod: 'POST',
      url,
    },
  };
  if (payload) {
    task.httpRequest.body = Buffer.from(payload).toString('base64');
  }
  if (inSeconds) {
    task.scheduleTime = {seconds: Math.ceil(Number(inSeconds) + Date.now() / 1000)};
  }

  const [response] = await client.createTask({parent, task});
  console.log(response.name);
  await client.close();
}

createHttpTask(...process.argv.slice(2)).catch(error => {
  console.error(`${error.code} ${error.message}`);
  process.exitCode = 1;
});

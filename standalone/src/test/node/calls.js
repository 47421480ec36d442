'use strict';

// Makes the calls that come in, one a line, with Google's client, and says what it told.
const readline = require('readline');
const {status} = require('@grpc/grpc-js');
const serializer = require('proto3-json-serializer');
const {connect} = require('./client');

const [transport, port] = process.argv.slice(2);
const client = connect(transport, Number(port));
const IAM = new Set(['GetIamPolicy', 'SetIamPolicy', 'TestIamPermissions']);

function requestType(rpc) {
  return (IAM.has(rpc) ? 'google.iam.v1.' : 'google.cloud.tasks.v2.') + rpc + 'Request';
}

function message(error) {
  if (error.details && typeof error.details === 'string') return error.details;
  try {
    const body = JSON.parse(error.message.slice(error.message.indexOf('{')));
    return (Array.isArray(body) ? body[0] : body).error.message;
  } catch (notJson) {
    return error.message;
  }
}

async function call({rpc, request}) {
  await client.initialize();
  const type = client._protos.lookupType(requestType(rpc));
  const method = rpc[0].toLowerCase() + rpc.slice(1);
  const answer = await client[method](serializer.fromProto3JSON(type, request), {autoPaginate: false});
  const response = rpc.startsWith('List') ? answer[2] : answer[0];
  return response && response.$type ? serializer.toProto3JSON(response) : response || {};
}

async function main() {
  for await (const line of readline.createInterface({input: process.stdin})) {
    let told;
    try {
      told = {response: await call(JSON.parse(line))};
    } catch (error) {
      told = {code: transport === 'rest' ? String(error.code) : status[error.code], message: message(error)};
    }
    process.stdout.write(JSON.stringify(told) + '\n');
  }
}

main();

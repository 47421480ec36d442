'use strict';

// Makes the calls that come in, one a line, with Google's client, and says what it told.
const readline = require('readline');
const {status} = require('@grpc/grpc-js');
const protobuf = require('protobufjs');
const serializer = require('proto3-json-serializer');
// By file, since the package exports only classes, and the converter needs descriptors.
const protos = protobuf.Root.fromJSON(require('./node_modules/@google-cloud/tasks/build/protos/protos.json'));
const {connect} = require('./client');

const [transport, port] = process.argv.slice(2);
const clients = {v2: connect(transport, Number(port)), v2beta3: connect(transport, Number(port), 'v2beta3')};
const IAM = new Set(['GetIamPolicy', 'SetIamPolicy', 'TestIamPermissions']);

function requestType(version, rpc) {
  return protos.lookupType((IAM.has(rpc) ? 'google.iam.v1.' : `google.cloud.tasks.${version}.`) + rpc + 'Request');
}

function responseType(version, rpc) {
  if (rpc.startsWith('Delete')) return protos.lookupType('google.protobuf.Empty');
  if (rpc === 'TestIamPermissions') return protos.lookupType('google.iam.v1.TestIamPermissionsResponse');
  if (IAM.has(rpc)) return protos.lookupType('google.iam.v1.Policy');
  if (rpc.startsWith('List')) return protos.lookupType(`google.cloud.tasks.${version}.${rpc}Response`);
  return protos.lookupType(`google.cloud.tasks.${version}.` + (rpc.endsWith('Queue') ? 'Queue' : 'Task'));
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

async function call({version, rpc, request}) {
  const message = serializer.fromProto3JSON(requestType(version, rpc), request);
  const method = rpc[0].toLowerCase() + rpc.slice(1);
  const answer = await clients[version][method](message, {autoPaginate: false});
  const response = (rpc.startsWith('List') ? answer[2] : answer[0]) || {};
  return serializer.toProto3JSON(responseType(version, rpc).fromObject(response));
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

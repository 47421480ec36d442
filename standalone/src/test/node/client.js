'use strict';

// Google's Node client, pointed at Sluice: only endpoint and credentials differ from production.
process.env.METADATA_SERVER_DETECTION = 'none';

const {v2, v2beta3} = require('@google-cloud/tasks');
const grpc = require('@grpc/grpc-js');
const {GoogleAuth, OAuth2Client} = require('google-auth-library');

function overGrpc(port, {CloudTasksClient}) {
  return new CloudTasksClient({
    apiEndpoint: '127.0.0.1',
    port,
    sslCreds: grpc.credentials.createInsecure(),
    projectId: 'demo',
  });
}

function overRest(port, {CloudTasksClient}) {
  const token = new OAuth2Client();
  token.setCredentials({access_token: 'any', expiry_date: Date.now() + 3600e3});
  return new CloudTasksClient({
    apiEndpoint: '127.0.0.1',
    port,
    protocol: 'http',
    fallback: true,
    projectId: 'demo',
    auth: new GoogleAuth({authClient: token, projectId: 'demo'}),
  });
}

module.exports = {
  connect: (transport, port, version = 'v2') =>
    (transport === 'rest' ? overRest : overGrpc)(port, {v2, v2beta3}[version]),
};

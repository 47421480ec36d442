'use strict';

// A handler's check of an OpenID Connect token with google-auth-library and the issuer's certificates:
// node verify-token.js ISSUER TOKEN AUDIENCE. Prints one line for each case: its name, accepted or refused, and why.
const crypto = require('node:crypto');
const {OAuth2Client} = require('google-auth-library');

const [issuer, token, audience] = process.argv.slice(2);
const client = new OAuth2Client();

function changed(part, change) {
  const parts = token.split('.');
  const object = JSON.parse(Buffer.from(parts[part], 'base64url').toString());
  change(object);
  parts[part] = Buffer.from(JSON.stringify(object)).toString('base64url');
  return parts.join('.');
}

// Somebody else's key under the same name.
function foreignCerts(certs) {
  const {publicKey} = crypto.generateKeyPairSync('rsa', {modulusLength: 2048});
  const pem = publicKey.export({type: 'spki', format: 'pem'});
  return Object.fromEntries(Object.keys(certs).map(kid => [kid, pem]));
}

async function verify(name, jwt, certs, requiredAudience, issuers) {
  try {
    const ticket = await client.verifySignedJwtWithCertsAsync(jwt, certs, requiredAudience, issuers);
    console.log(`${name} accepted ${ticket.getPayload().email}`);
  } catch (error) {
    console.log(`${name} refused ${error.message.split('\n')[0]}`);
  }
}

async function main() {
  const configuration = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const keys = (await (await fetch(configuration.jwks_uri)).json()).keys;
  console.log(`keys ${keys.map(key => key.alg).sort().join(' ')}`);
  const certs = await (await fetch(`${issuer}/.well-known/certs`)).json();

  await verify('right', token, certs, audience, [configuration.issuer]);
  await verify('audience', token, certs, 'https://another.example.com', [configuration.issuer]);
  await verify('issuer', token, certs, audience, ['https://accounts.google.com']);
  await verify('forged', changed(1, claims => (claims.email = 'admin@example.com')), certs, audience, [configuration.issuer]);
  await verify('foreign', token, foreignCerts(certs), audience, [configuration.issuer]);

  const getTime = Date.prototype.getTime;
  Date.prototype.getTime = function () {
    return getTime.call(this) + 2 * 3600e3;
  };
  await verify('expired', token, certs, audience, [configuration.issuer]);
}

main().catch(error => {
  console.error(error.stack);
  process.exitCode = 1;
});

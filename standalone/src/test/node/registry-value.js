// Prints the hex of a value that a registry client not of ours makes: registers a schema, encodes.
// registry-value.js REGISTRY_URL SUBJECT SCHEMA_FILE VALUE_FILE
const fs = require('fs');
const {SchemaRegistry, SchemaType} = require('@kafkajs/confluent-schema-registry');

async function main([host, subject, schemaFile, valueFile]) {
  const registry = new SchemaRegistry({host});
  const schema = fs.readFileSync(schemaFile, 'utf8');
  const {id} = await registry.register({type: SchemaType.AVRO, schema}, {subject, compatibility: 'NONE'});
  const value = await registry.encode(id, JSON.parse(fs.readFileSync(valueFile, 'utf8')));
  console.log(value.toString('hex'));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});

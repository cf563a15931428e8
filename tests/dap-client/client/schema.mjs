// Checks a message of wrtd's against the official schema of the protocol and that of what wrtd adds to it, which
// stand in dap-adapter/protocol. Beyond what a JSON schema says, a property that the schema does not declare is
// a problem too: it is a misspelt one.

import fs from 'node:fs';
import AjvModule from 'ajv-draft-04';
import { repository } from './fixtures.mjs';

const Ajv = AjvModule.default ?? AjvModule;
const read = (name) =>
  JSON.parse(fs.readFileSync(new URL(`dap-adapter/protocol/${name}.json`, repository), 'utf8'));
const schema = read('debugAdapterProtocol');
const { definitions } = schema;
definitions.Capabilities.properties.supportsWrtdBudget = { type: 'boolean' };

const ajv = new Ajv({ strict: false, allErrors: true });
const within = (low, high) => ({
  type: 'number',
  validate: (n) => Number.isInteger(n) && n >= low && n <= high,
});
ajv.addFormat('int32', within(-(2 ** 31), 2 ** 31 - 1));
ajv.addFormat('uint32', within(0, 2 ** 32 - 1));
ajv.addFormat('int64', within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
ajv.addFormat('uint64', within(0, Number.MAX_SAFE_INTEGER));
ajv.addSchema(schema, 'dap');
ajv.addSchema(read('wrtd'), 'wrtd');

/** The schema of the body of a message that only wrtd has. */
function ownBody(message) {
  const isBudget = (message.event ?? message.command) === 'wrtd/budget';
  return isBudget && message.success !== false ? 'wrtd#/definitions/Budget' : undefined;
}

/** The definition of the messages whose `property` (`event` or `command`) has this value. */
function definitionOf(base, property, value) {
  for (const [name, definition] of Object.entries(definitions)) {
    const parts = definition.allOf ?? [];
    if (!parts.some((part) => part.$ref === `#/definitions/${base}`)) continue;
    if (parts.some((part) => part.properties?.[property]?.enum?.[0] === value)) return name;
  }
  return undefined;
}

function definitionOfMessage(message) {
  switch (message.type) {
    case 'event':
      return definitionOf('Event', 'event', message.event);
    case 'response': {
      if (!message.success) return 'ErrorResponse';
      const request = definitionOf('Request', 'command', message.command);
      return request?.replace('Request', 'Response');
    }
    default:
      return definitionOf('Request', 'command', message.command);
  }
}

/** All properties that a schema declares, and whether it allows others. */
function declared(part, found = { properties: {}, open: false }) {
  if (part.$ref) return declared(definitions[part.$ref.split('/').pop()], found);
  for (const inner of part.allOf ?? []) declared(inner, found);
  for (const [name, property] of Object.entries(part.properties ?? {})) {
    // The message's own definition of `body` is more exact than the base's.
    if (!found.properties[name] || !Array.isArray(property.type)) found.properties[name] = property;
  }
  if (part.additionalProperties || Array.isArray(part.type)) found.open = true;
  return found;
}

function undeclared(part, value, path, problems) {
  if (Array.isArray(value)) {
    value.forEach((item, i) => part?.items && undeclared(part.items, item, `${path}/${i}`, problems));
  } else if (value !== null && typeof value === 'object') {
    const { properties, open } = declared(part);
    for (const [name, inner] of Object.entries(value)) {
      if (properties[name]) undeclared(properties[name], inner, `${path}/${name}`, problems);
      else if (!open) problems.push(`${path}/${name} is not a property of the protocol`);
    }
  }
}

/** What is wrong with a message: a list of sentences, empty where nothing is. */
export function problemsOf(message) {
  const own = ownBody(message);
  const name = own ? (message.type === 'event' ? 'Event' : 'Response') : definitionOfMessage(message);
  if (!name) return [`${message.type} ${message.event ?? message.command} is not of the protocol`];
  const validate = ajv.getSchema(`dap#/definitions/${name}`);
  const problems = validate(message)
    ? []
    : validate.errors.map((error) => `${name}${error.instancePath} ${error.message}`);
  if (own) {
    const valid = ajv.getSchema(own);
    if (!valid(message.body)) {
      problems.push(...valid.errors.map((error) => `${own}${error.instancePath} ${error.message}`));
    }
  } else {
    undeclared(definitions[name], message, name, problems);
  }
  return problems;
}

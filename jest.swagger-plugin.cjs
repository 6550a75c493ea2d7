const { createHash } = require('node:crypto');
const swagger = require('@nestjs/swagger/plugin');
const nestCli = require('./nest-cli.json');

const [{ options }] = nestCli.compilerOptions.plugins;

/** Runs Nest's OpenAPI plugin in tests as `nest build` does, with the very same options. */
module.exports = {
  name: 'nest-swagger',
  version: createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 8),
  factory: ({ program }) => swagger.before(options, program),
};

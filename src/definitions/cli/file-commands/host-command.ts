import { Environment } from '../../../config/variables/environment.js';
import { DefinitionError } from '../../action/definition-error.js';
import { CREDENTIAL_TYPES } from '../../export/credential-type.js';
import { hostFiles } from '../../host/host-files.js';
import { readSources } from '../../source/read-sources.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';

const PLACEHOLDER_URL = 'https://backend.example.com';

/** Runs `--host`. @returns 0, or 1 if a definition cannot be hosted */
export async function hostCommand(
  { values, paths }: FileOptions,
  { stdin, print, environment = {} }: CliIo,
): Promise<number> {
  if (paths.length === 0)
    throw new DefinitionError('--host needs files, folders or globs, or - for the standard input');
  const folder = values.out ?? folderOf(environment);
  const credentials = CREDENTIAL_TYPES.find((type) => type === (values.credentials ?? 'oauth'));
  if (!credentials) throw new DefinitionError(`--credentials must be ${CREDENTIAL_TYPES.join(', ')}`);
  const sources = await readSources(paths, stdin);
  const reports = hostFiles(sources, { folder, credentials, url: urlOf(values.url) });
  if (reports.length === 0) throw new DefinitionError(`${paths.join(' ')}: no Data Action found`);
  for (const { title, lines } of reports) {
    print(title);
    for (const line of lines) print(`  ${line}`);
  }
  const failed = reports.filter(({ isTakenOver }) => !isTakenOver).length;
  print('');
  print(
    `${reports.length - failed} of ${reports.length} Data Actions can be hosted. Serve them with DATA_ACTIONS_DIR=${folder}`,
  );
  if (values.url === undefined)
    print(
      `The definitions to import call ${PLACEHOLDER_URL}: repeat the command with --url and the URL of your service`,
    );
  return failed > 0 ? 1 : 0;
}

function folderOf(environment: Environment): string {
  const folder = environment['DATA_ACTIONS_DIR']?.trim() ?? '';
  return folder === '' ? 'data-actions' : folder;
}

function urlOf(text = PLACEHOLDER_URL): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !/[${}\s]/.test(text);
  if (!isPlain) throw new DefinitionError('--url must be an absolute https:// URL without query and credentials');
  return url.href.replace(/\/+$/, '');
}

import { readCommand } from './command-line.js';

const URL_AND_FOLDER = ['--out', 'dir', '--url', 'https://backend.example.com'];

describe('readCommand', () => {
  it('has defaults', () => {
    expect(readCommand(URL_AND_FOLDER)).toEqual({
      kind: 'generate',
      folder: 'dir',
      settings: {
        url: 'https://backend.example.com',
        tokenUrl: 'https://backend.example.com/oauth/token',
        credentials: 'oauth',
        timeoutSeconds: 10,
        failureStyle: 'in-body',
        secure: [],
      },
    });
  });

  it('reads all settings', () => {
    const others = [
      '--token-url',
      'https://login.example.com/t',
      '--timeout-seconds',
      '60',
      '--failure-style',
      'status',
    ];
    const secure = ['--secure', 'a', '--secure', 'b', '--credentials', 'basic'];

    expect(readCommand(['--out=dir', '--url=http://127.0.0.1:3000/base/', ...others, ...secure])).toEqual({
      kind: 'generate',
      folder: 'dir',
      settings: {
        url: 'http://127.0.0.1:3000/base',
        tokenUrl: 'https://login.example.com/t',
        credentials: 'basic',
        timeoutSeconds: 60,
        failureStyle: 'status',
        secure: ['a', 'b'],
      },
    });
  });

  it('reads --lock and --help', () => {
    expect(readCommand(['--lock'])).toEqual({ kind: 'lock' });
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    [[], '--out is missing: name the folder to write to'],
    [['--out', 'dir'], '--url is missing: it is the URL at which Genesys Cloud reaches the service, https://…'],
    [['--out', '', '--url', 'https://a.example'], '--out is missing: name the folder to write to'],
    [['--out', 'dir', '--url', '/relative'], '--url must be an absolute https:// URL'],
    [['--out', 'dir', '--url', 'backend.example.com'], '--url must be an absolute https:// URL'],
    [['--out', 'dir', '--url', 'ftp://a.example'], '--url must be an absolute https:// URL'],
    [['--out', 'dir', '--url', 'https://'], '--url must be an absolute https:// URL'],
    [
      ['--out', 'dir', '--url', 'https://a.example/?x=1'],
      '--url must be a URL without query, fragment, credentials or template',
    ],
    [
      ['--out', 'dir', '--url', 'https://u:p@a.example'],
      '--url must be a URL without query, fragment, credentials or template',
    ],
    [
      ['--out', 'dir', '--url', 'https://a.example/${x}'],
      '--url must be a URL without query, fragment, credentials or template',
    ],
    [[...URL_AND_FOLDER, '--token-url', 'nope'], '--token-url must be an absolute https:// URL'],
    [[...URL_AND_FOLDER, '--timeout-seconds', '0'], '--timeout-seconds must be a whole number, 1 to 60'],
    [[...URL_AND_FOLDER, '--timeout-seconds', '61'], '--timeout-seconds must be a whole number, 1 to 60'],
    [[...URL_AND_FOLDER, '--timeout-seconds', '9.5'], '--timeout-seconds must be a whole number, 1 to 60'],
    [[...URL_AND_FOLDER, '--failure-style', 'maybe'], '--failure-style must be status or in-body'],
    [[...URL_AND_FOLDER, '--credentials', 'none'], '--credentials must be oauth or basic or api-key'],
    [[...URL_AND_FOLDER, '--lock'], '--lock cannot be combined with --out and --url'],
    [[...URL_AND_FOLDER, 'more'], 'Unexpected argument more'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
    [['--out'], "Option '--out <value>' argument missing"],
    [['--out', '--url', 'https://a.example'], "Option '--out' argument is ambiguous"],
  ])('rejects %j', (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
    expect(() => readCommand(args)).toThrow(/^[^\n]*$/);
  });
});

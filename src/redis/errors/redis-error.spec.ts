import { codeOf, isErrorReply, redirectOf, wasRefusedBeforeExecution } from './redis-error.js';

/** Has the name of the client's class. */
class ErrorReply extends Error {}

const WRAPPED = 'ERR Error running script (call to f_c1fd22): @user_script:10: @user_script: 10: ';

describe('An error reply of Redis', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'OOM'],
    ['READONLY You can’t write against a read only replica. script: 37ec, on @user_script:20.', 'READONLY'],
    [`${WRAPPED}-OOM command not allowed when used memory > 'maxmemory'.`, 'OOM'],
    [`${WRAPPED}-READONLY You can't write against a read only replica.`, 'READONLY'],
    [`${WRAPPED}-NOREPLICAS Not enough good replicas to write.`, 'NOREPLICAS'],
    [`${WRAPPED}-MISCONF Redis is configured to save RDB snapshots`, 'MISCONF'],
    ["ERR The user executing the script can't run this command or subcommand script: 1, on @user_script:2.", 'NOPERM'],
    ["NOPERM this user has no permissions to run the 'evalsha' command", 'NOPERM'],
    ['ERR value is not an integer or out of range', 'ERR'],
    ['something else', 'ERR'],
  ])('%s has the code %s', (message, code) => {
    expect(codeOf(new ErrorReply(message))).toBe(code);
  });

  it('is recognised by the name of its class', () => {
    expect(isErrorReply(new ErrorReply('OOM'))).toBe(true);
    expect(isErrorReply(new Error('OOM'))).toBe(false);
    expect(isErrorReply('OOM')).toBe(false);
  });

  it('can mean a partly applied script, except for codes that reject a command before any change', () => {
    expect(['OOM', 'READONLY', 'MOVED', 'LOADING', 'NOSCRIPT'].every(wasRefusedBeforeExecution)).toBe(true);
    expect(['ERR', 'NOPERM', 'WRONGTYPE', 'NEWCODE'].some(wasRefusedBeforeExecution)).toBe(false);
  });

  it.each([
    ['MOVED 3999 127.0.0.1:6381', { kind: 'MOVED', slot: 3_999, host: '127.0.0.1', port: 6_381 }],
    ['ASK 1 ::1:7000', { kind: 'ASK', slot: 1, host: '::1', port: 7_000 }],
    ['MOVED 5 :6381', { kind: 'MOVED', slot: 5, host: '', port: 6_381 }],
    ['CLUSTERDOWN The cluster is down', undefined],
  ])('%s leads to %j', (message, redirect) => {
    expect(redirectOf(new ErrorReply(message))).toEqual(redirect);
  });
});

import { IsDefined } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../../src/data-actions/request/context/data-action-call.js';
import { UpstreamCall, upstreamClient } from '../../src/upstreams/authentication/upstream-client.js';
import { definition, DefinitionFolder, texts } from '../hosted-actions/hosted-world.js';
import { HOSTILE_INPUTS } from '../hosted-actions/hostile-inputs.js';
import { startWithActions } from '../support/service-with-actions.js';
import { TestService } from '../support/service.js';
import { httpResponse, RawUpstream } from '../support/network/raw-upstream.js';

class SpecTicketsClient extends upstreamClient({ name: 'Tickets', prefix: 'SPECPATHS', auth: 'none' }) {
  events(id: string, call: UpstreamCall) {
    const request = { operation: 'GET events', method: 'GET', path: ['v1', 'tickets', id, 'events'] } as const;
    return this.read({ ok: 'boolean' }, request, call);
  }
}

class TicketInput {
  @IsDefined() id!: string;
}

class TicketOutput {
  ok!: boolean;
}

@DataAction('coded-ticket', { effect: 'read', summary: 'Reads the events of a ticket' })
class CodedTicketAction {
  constructor(private readonly tickets: SpecTicketsClient) {}

  @Execute(TicketOutput)
  execute(@Input() { id }: TicketInput, @Call() call: DataActionCall): Promise<TicketOutput> {
    return this.tickets.events(id, call);
  }
}

/** Segments that lead to another resource, after any decoding and resolution of servers. */
const REJECTED = [
  ...['', '.', '..', '%2e%2e', '%2E.', '.%2e', '%2e', '%252e%252e', '../a', 'a/../b', 'a\\..\\b', '..;a', '..%2fa'],
  ...['\r\n', 'a\r\nX-Evil: 1', 'a HTTP/1.1\r\nHost: evil\r\n\r\nGET /evil', '\u0000', 'a\u0000b', '%00', '%0d%0a'],
  ...['\ud800', '\udfff', 'a\ud83d', '\ude00\ud83d'],
];

/** Texts that stay one segment. */
const SENT = ['t-1', 'a?b', 'a#b', 'a;b', 'a&b=c', '%', '%zz', '...', 'evil.example:80', '@evil', '吳', '🦄'];

/**
 * Texts that only a coded action sends: hosted actions reject a slash, and `$esc.url` writes a blank as the platform
 * does.
 */
const SENT_BY_CODE = ['a/b', 'a\\b', '/a', 'a/', '%2f', 'a%2Fb', 'a%5cb', 'http://evil.example/', 'a b'];

describe('a path segment that an input chooses', () => {
  let upstream: RawUpstream;
  let folder: DefinitionFolder;
  let service: TestService;
  let lines: string[];

  beforeAll(async () => {
    upstream = await RawUpstream.start((socket) => socket.write(httpResponse({ ok: true })), {
      onData: (bytes) => lines.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''),
    });
    const url = (segment: string): string => `${upstream.url}/v1/tickets/${segment}/events`;
    folder = new DefinitionFolder({
      'hosted-ticket.json': definition({ url: url('${input.id}'), input: texts('id') }),
      'escaped-ticket.json': definition({ url: url('$esc.url($input.id)'), input: texts('id') }),
    });
    service = await startWithActions({
      actions: [CodedTicketAction],
      providers: [SpecTicketsClient],
      environment: {
        SPECPATHS_BASE_URL: upstream.url,
        DATA_ACTIONS_DIR: folder.path,
        DATA_ACTIONS_PRIVATE_HOSTS: '*',
        OVERLOAD_DELAY_MS: '0',
      },
    });
  });

  beforeEach(() => (lines = []));

  const codeFor = async (action: string, id: string): Promise<string> => (await service.call(action, { id })).body.code;

  const ACTIONS = ['coded-ticket', 'hosted-ticket', 'escaped-ticket'];

  it.each(ACTIONS.flatMap((action) => REJECTED.map((id) => [action, id])))(
    'is not sent by %s if it is %j',
    async (action, id) => {
      expect(await codeFor(action, id)).toBe('INVALID_INPUT');
      expect(lines).toEqual([]);
    },
  );

  it.each(SENT)('stays one segment if it is %j', async (id) => {
    for (const action of ACTIONS) expect(await codeFor(action, id)).toBe('OK');

    const [coded, , escaped] = lines;
    expect(lines).toHaveLength(ACTIONS.length);
    for (const line of lines) expect(line).toMatch(/^GET \/v1\/tickets\/[^/\\?#;\s]+\/events HTTP\/1\.1$/);
    for (const line of [coded, escaped]) expect(decodeURIComponent(segmentOf(line))).toBe(id);
  });

  it.each(SENT_BY_CODE)('stays one segment of a coded action if it is %j', async (id) => {
    expect(await codeFor('coded-ticket', id)).toBe('OK');

    expect(lines.map(segmentOf).map(decodeURIComponent)).toEqual([id]);
  });

  it('reaches no other resource with any of 500 hostile texts', async () => {
    const codes: string[] = [];
    for (const id of HOSTILE_INPUTS) codes.push(await codeFor('coded-ticket', id));

    expect(new Set(codes)).toEqual(new Set(['OK', 'INVALID_INPUT']));
    expect(lines).toHaveLength(codes.filter((code) => code === 'OK').length);
    expect(lines.filter((line) => !/^GET \/v1\/tickets\/[^/\\?#;\s]+\/events HTTP\/1\.1$/.test(line))).toEqual([]);
    expect(lines.map(segmentOf).filter((segment) => isDots(segment))).toEqual([]);
  });
});

const segmentOf = (line = ''): string => line.split('/')[3] ?? '';

/** Returns whether one of the parts that a server may see is `.` or `..`. */
function isDots(segment: string): boolean {
  let text = segment;
  for (let times = 0; times < 3; times += 1) {
    text = text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
    if (text.split(/[/\\]/).some((part) => /^\.\.?(;|$)/.test(part))) return true;
  }
  return false;
}

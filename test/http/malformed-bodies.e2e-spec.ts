import { Catalogue } from '../../src/data-actions/catalogue/catalogue.js';
import { AMBIGUOUS, INVALID, NOT_UTF8, VALID } from './json-corpus.js';
import { Reply, startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const STYLES = ['status', 'in-body'] as const;

/** One of this many bodies goes to each route other than the first, in each style. */
const OTHERS_SHARE = 12;

describe('a body', () => {
  let service: TestService;
  let routes: string[];
  let token: string;

  beforeAll(async () => {
    service = await startService();
    routes = service.app
      .get(Catalogue)
      .list()
      .flatMap((action) => action.routes);
    token = service.world.issuer.token();
  });

  const show = (body: string | Buffer): string => JSON.stringify(body.toString('latin1').slice(0, 60));

  /** Sends each body to the first route in both failure styles, and a part of them to the other routes. */
  const callsWith = (bodies: readonly (string | Buffer)[]) =>
    routes.flatMap((route, at) =>
      bodies.flatMap((raw, index) =>
        STYLES.filter((_, style) => at === 0 || (at + index) % (STYLES.length * OTHERS_SHARE) === style).map(
          (style) => ({
            route,
            style,
            raw,
          }),
        ),
      ),
    );

  /** Sends the bodies. Returns the wrong responses. */
  async function wrongResponses(
    bodies: readonly (string | Buffer)[],
    isRight: (reply: Reply, style: (typeof STYLES)[number]) => boolean,
  ): Promise<string[]> {
    const wrong: string[] = [];
    const next = callsWith(bodies).values();
    const caller = async (): Promise<void> => {
      for (const { route, style, raw } of next) {
        const reply = await service.call(route, undefined, { raw, token, headers: { 'X-Failure-Style': style } });
        const defects = envelopeDefects(reply);
        if (defects.length > 0 || !isRight(reply, style))
          wrong.push(`${route} ${style} ${show(raw)}: ${reply.status} ${reply.text} ${defects.join()}`);
      }
    };
    await Promise.all(Array.from({ length: 20 }, caller));
    return wrong;
  }

  const isMalformed = ({ status, body }: Reply): boolean =>
    status === 400 && body.code === 'MALFORMED_JSON' && body.status_code === 400 && body.action === 'fix_request';
  const isInvalid = ({ status, body }: Reply, style: string): boolean =>
    status === (style === 'status' ? 400 : 200) && body.code === 'INVALID_INPUT' && body.status_code === 400;

  it('is drawn from more than 300 texts', () => {
    expect(new Set([...INVALID, ...VALID, ...AMBIGUOUS, ...NOT_UTF8].map(String)).size).toBeGreaterThan(500);
  });

  it('that is not JSON is a 400 at every route, in both styles', async () => {
    for (const text of INVALID) expect(() => JSON.parse(text) as unknown).toThrow();

    expect(await wrongResponses(INVALID, isMalformed)).toEqual([]);
  });

  it('that is not UTF-8 is a 400', async () => {
    expect(await wrongResponses(NOT_UTF8, isMalformed)).toEqual([]);
  });

  it('that is ambiguous or nested too deeply is rejected as invalid input', async () => {
    for (const text of AMBIGUOUS) JSON.parse(text);

    expect(await wrongResponses(AMBIGUOUS, isInvalid)).toEqual([]);
  });

  it('that is any other JSON has a response in the envelope, and never a 5xx', async () => {
    for (const text of VALID) JSON.parse(text);

    expect(await wrongResponses(VALID, ({ status }) => status < 500)).toEqual([]);
  });

  it('that is JSON but not an object is rejected as invalid input', async () => {
    const noObjects = VALID.filter((text) => !text.trim().startsWith('{'));

    expect(await wrongResponses(noObjects, isInvalid)).toEqual([]);
  });

  it('that is truncated at any position is a 400 with the reason', async () => {
    const whole = '{"data":{"customer_id":"c-\\u0031","n":[-1.5e+3,true,false,null]},"flow":{"id":"f","name":"n"}}';
    const cuts = Array.from(whole, (_, at) => whole.slice(0, at)).slice(1);

    const wrong = await wrongResponses(
      cuts,
      (reply) => isMalformed(reply) && /cut short/.test(reply.body.errors.join()),
    );

    expect(wrong).toEqual([]);
  });
});

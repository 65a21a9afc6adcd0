import fc from 'fast-check';

import { parseJson } from '#platform';
import { CHANNELS } from '#telemetry';

import { MAX_STEP } from '../intake';
import { runsOf } from '../point-runs';
import { readMessage, readPoints } from '../telemetry-message';
import { readMessageBody, readPointsBody } from './read-bodies';

const MAX_FIELDS = 200_000;

/** What the usual way makes of the body: an error, or what the script gets. */
function usualPoints(body: Buffer): unknown {
  try {
    return runsOf(readPoints(parseJson(body, MAX_FIELDS)));
  } catch (error) {
    return error;
  }
}

function usualMessage(body: Buffer): unknown {
  try {
    const { message, ...rest } = parseJson(body, MAX_FIELDS) as { message: string };
    if (typeof message !== 'string' || Object.keys(rest).length > 0) return 'not a message alone';
    const { text, row } = readMessage(message, 1);
    return { text, runs: row && runsOf([row]) };
  } catch (error) {
    return error;
  }
}

const valid = fc.oneof(
  fc.integer({ min: -100, max: 2_000 }).map(String),
  fc
    .tuple(fc.integer({ min: -2_000, max: 200_000 }), fc.constantFrom(1, 10, 100, 1e4, 1e7))
    .map(([units, divisor]) => `${units / divisor}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?$/),
  fc.constantFrom('-0', '0.0', '0.0000001', '0.000001', '-1e-400'),
);
const number = fc.oneof(
  { arbitrary: valid, weight: 60 },
  fc.constantFrom('1e400', '1.', '01', '-', '.5', '+1', 'NaN', '0x1', '1e', '-01'),
);
const strange = fc.oneof(
  fc.json(),
  fc.constantFrom('null', 'true', '"1"', '[]', '{}', '', '"a', '"\\u0041"', '"é"', 'nul'),
);
const value = fc.oneof({ arbitrary: number, weight: 40 }, { arbitrary: fc.constant('null'), weight: 8 }, strange);
const name = fc.oneof(
  { arbitrary: fc.constantFrom(...CHANNELS), weight: 60 },
  fc.constantFrom(
    'elapsed',
    'dataType',
    'timestamp',
    'watts',
    '__proto__',
    'constructor',
    'la',
    'latt',
    'po\\u0077er',
    '',
  ),
);
const field = fc.oneof(
  { arbitrary: fc.tuple(name, value).map(([key, content]) => `"${key}":${content}`), weight: 10 },
  fc.constantFrom('"elapsed":"00:01:02"', '"elapsed":12.5', '"dataType":"workout_metrics"', '"dataType":"other"'),
);
const blank = fc.oneof({ arbitrary: fc.constant(''), weight: 9 }, fc.stringMatching(/^[ \n\t\r]{0,3}$/));
const time = fc.oneof(
  { arbitrary: fc.integer({ min: 1_767_258_000_000, max: 1_767_259_000_000 }).map(String), weight: 20 },
  { arbitrary: fc.integer({ min: 0, max: 1_500_000 }).map(String), weight: 5 },
  number,
  strange,
);

/** Fields in any order, usually with a timestamp, sometimes with one twice. */
const pointAt = (at: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(at, fc.array(field, { maxLength: 5 }), fc.nat(5), blank, fc.integer({ min: 0, max: 30 }))
    .map(([timestamp, fields, place, gap, odds]) => {
      const all = odds === 0 ? fields : fields.toSpliced(place, 0, `"timestamp":${gap}${timestamp}`);
      return `{${gap}${all.join(`${gap},`)}${gap}}`;
    });
/** As apps send them: a second after the other, the same fields in each. */
const ride = fc
  .tuple(
    fc.integer({ min: 0, max: 1_767_258_000_000 }),
    fc.subarray([...CHANNELS]),
    fc.array(fc.array(number, { minLength: CHANNELS.length, maxLength: CHANNELS.length }), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom(1, 1_000, 400_000),
  )
  .map(([from, channels, readings, step]) =>
    readings.map((reading, index) => {
      const fields = channels.map((channel, place) => `"${channel}":${reading[place]}`);
      return `{${[...fields, `"timestamp":${from + index * step}`].join(',')}}`;
    }),
  );
const points = fc.oneof(ride, fc.array(pointAt(time), { maxLength: 4 }));
/** Something lost, doubled or put in, rarely. */
const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.nat(), fc.constantFrom('', '', '', 'x', '"', ',', '}', ']', ' ', '\\', '0', 'é', '\0'))
    .map(([whole, at, put]) =>
      put === ''
        ? whole
        : `${whole.slice(0, at % (whole.length + 1))}${put}${whole.slice((at % (whole.length + 1)) + (at % 2))}`,
    );

/** A reader may leave anything to the usual way, but what it takes must be what the usual way makes of it. */
function agrees(own: unknown, usual: unknown): boolean {
  if (own !== null) expect(own).toEqual(usual);
  return own !== null;
}

describe('Bodies read byte by byte', () => {
  let taken = 0;
  beforeEach(() => (taken = 0));
  const runs = { numRuns: 5_000 };

  it('holds the same points as the usual way finds in it, or is left to that', () => {
    const body = damaged(
      fc.tuple(points, blank).map(([all, gap]) => `${gap}{"points"${gap}:[${all.join(`${gap},`)}]${gap}}`),
    );
    fc.assert(
      fc.property(body, (text) => {
        const bytes = Buffer.from(text);
        if (agrees(readPointsBody(bytes), usualPoints(bytes))) taken += 1;
      }),
      runs,
    );
    expect(taken).toBeGreaterThan(runs.numRuns / 50);
  });

  it('holds the same message', () => {
    const text = damaged(
      fc.oneof(
        points.map((all) => all[0] ?? ''),
        pointAt(time),
      ),
    );
    const body = damaged(
      fc.tuple(text, blank).map(([message, gap]) => `{"message":${gap}${JSON.stringify(message)}${gap}}`),
    );
    fc.assert(
      fc.property(body, (json) => {
        const bytes = Buffer.from(json);
        if (agrees(readMessageBody(bytes), usualMessage(bytes))) taken += 1;
      }),
      runs,
    );
    expect(taken).toBeGreaterThan(runs.numRuns / 50);
  });

  it('is left to the usual way whatever bytes it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect([readPointsBody(bytes), readMessageBody(bytes)]).toEqual([null, null]);
      }),
    );
  });

  it('takes as many points as are written at once, of the longest numbers, and a point after them', () => {
    const longest = -1.2345678901234567e-100;
    const all = Array.from({ length: MAX_STEP }, (_, second) => ({
      timestamp: 999_999_999_000_000 + second * 1_000,
      ...Object.fromEntries(CHANNELS.map((channel) => [channel, longest])),
    }));
    const body = Buffer.from(JSON.stringify({ points: all }));
    expect(readPointsBody(body)).toEqual(usualPoints(body));
    expect(readPointsBody(body)?.count).toBe(MAX_STEP);
    expect(readMessageBody(Buffer.from(JSON.stringify({ message: '{"timestamp":5,"power":7}' })))).toEqual({
      text: '{"timestamp":5,"power":7}',
      runs: { count: 1, earliest: 5, latest: 5, args: ['0 1 ["5"]', '[[5,7]]'] },
    });
  });

  it('takes what riders send: every channel, in runs of one bucket', () => {
    const all = [511_000, 511_999, 512_000].map((timestamp, second) => ({
      ...{ power: 245, cadence: null, speed: 9.81, lat: 47.3769, lng: -8.5417, elapsed: `00:00:0${second}` },
      timestamp,
    }));
    expect(readPointsBody(Buffer.from(JSON.stringify({ points: all })))).toEqual({
      count: 3,
      earliest: 511_000,
      latest: 512_000,
      args: [
        '0 2 ["511000","511999"]',
        '[[511000,245,null,null,9.81,null,null,null,null,47.3769,-8.5417],[511999,245,null,null,9.81,null,null,null,null,47.3769,-8.5417]]',
        '1 1 ["0"]',
        '[[512000,245,null,null,9.81,null,null,null,null,47.3769,-8.5417]]',
      ],
    });
    expect(
      readPointsBody(Buffer.from('{"points":[{"timestamp":0,"power":1e2,"cadence":-0.0,"heartrate":1.50}]}')),
    ).toEqual({
      count: 1,
      earliest: 0,
      latest: 0,
      args: ['0 1 ["0"]', '[[0,100,0,1.5]]'],
    });
  });

  it.each<[string, object[]]>([
    ['two of one time', [{ timestamp: 5 }, { timestamp: 5 }]],
    ['one that is earlier', [{ timestamp: 5 }, { timestamp: 4 }]],
    ['none', []],
    ['more than a step', Array.from({ length: 501 }, (_, timestamp) => ({ timestamp }))],
    ['an unknown field', [{ timestamp: 5, watts: 1 }]],
    ['a fraction of a millisecond', [{ timestamp: 5.5 }]],
  ])('leaves points to the usual way: %s', (_, all) => {
    expect(readPointsBody(Buffer.from(JSON.stringify({ points: all })))).toBeNull();
  });

  it('leaves messages to the usual way that are more than a point, none, or too long', () => {
    const point = '{"timestamp":5,"power":1}';
    const read = (body: object | string) =>
      readMessageBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
    expect(read({ message: point })).toMatchObject({ text: point });
    expect(read({ message: point, author: 'me' })).toBeNull();
    expect(read({ message: 'hello' })).toBeNull();
    expect(read({ message: '{"timestamp":5}' })).toBeNull();
    expect(read({ message: `${point}${' '.repeat(102_400)}` })).toBeNull();
    expect(
      read(`{"message":${JSON.stringify(`${point}${' '.repeat(102_400 - point.length)}`).slice(0, -1)}  "}`),
    ).toBeNull();
  });
});

import { isTimeZone } from './time-zone';

describe('isTimeZone', () => {
  it.each([
    'UTC',
    'GMT',
    'Etc/GMT+5',
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Europe/Kyiv',
    'NZ-CHAT',
  ])('knows %s', (name) => expect(isTimeZone(name)).toBe(true));

  it.each(['', 'Mars/Olympus', '+02:00', 'europe/berlin', 'EUROPE/BERLIN', 'ASIA/KOLKATA', 'utc', null, 5, {}])(
    'does not take %p',
    (value) => expect(isTimeZone(value)).toBe(false),
  );
});

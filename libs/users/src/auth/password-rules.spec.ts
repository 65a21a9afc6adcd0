import { InvalidError } from '#platform';

import { PasswordRules } from './password-rules';

describe('PasswordRules', () => {
  const rules = new PasswordRules();
  const own = ['anna.miller77@example.com', 'Zoë van der Berg'];
  const check = (password: string) => () => rules.assertHardToGuess(password, 'password', own);

  it.each([
    'qwertyuiop',
    'QwertyUiop',
    '1qaz2wsx3edc',
    'basketball',
    'Password123!',
    '2026-Football!!',
    'monkeymonkey',
    'Dragon77dragon77',
    'b-a-s-k-e-t-b-a-l-l',
    'ｂａｓｋｅｔｂａｌｌ',
  ])('refuses %s, which is tried first', (password) => expect(check(password)).toThrow(/password is one of the/));

  it.each(['aaaaaaaaaa', 'abababababab', '123412341234', 'abcdefghij', '9876543210', '🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲'])(
    'refuses %s, which is a few characters',
    (password) => expect(check(password)).toThrow(/password must not repeat or count up/),
  );

  it.each([
    'anna.miller77@example.com',
    'ANNA.MILLER77@EXAMPLE.COM',
    'anna.miller',
    'annamiller2026!',
    'zoë van der berg',
    'ZoëVanDerBerg1',
    'bikepowertracker',
    'Bike Power Tracker 1',
  ])('refuses %s, which is their own or ours', (password) =>
    expect(check(password)).toThrow(/password must not be your e-mail address or name/),
  );

  it.each([
    'up the hill and down again',
    'correct horse battery staple',
    'a long way to the top',
    'annas miller went home',
    'k3Zp9QxA0Q8s',
    '8f14e45fceea167a5a36dedd4bea2543',
    '83917264059182736450',
    '4815162342x9182736450',
    'monkeydragonfootball',
    'passwort für die berge',
  ])('takes %s', (password) => expect(check(password)).not.toThrow());

  it('names the field that it is told, and the advice', () => {
    const refused = () => rules.assertHardToGuess('basketball', 'newPassword', [null, undefined, '']);
    expect(refused).toThrow(InvalidError);
    expect(refused).toThrow(/^newPassword is one of .*: choose .* four or five words$/);
  });

  it.each(['\n'.repeat(200), 'a\n'.repeat(100), '\u0000'.repeat(200), '\ud800'.repeat(200), '1!'.repeat(100)])(
    'is not led astray by %j',
    (password) => expect(() => rules.assertHardToGuess(password, 'password', own)).toThrow(/password must not repeat/),
  );

  it('holds the list in little memory', () => {
    expect((rules as unknown as { list: string }).list.length).toBeLessThan(500_000);
  });
});

import { readCommand } from './command';

describe('npm run deadletters', () => {
  it.each([
    [['list'], { name: 'list', json: false }],
    [['list', '--json'], { name: 'list', json: true }],
    [['replay', '--all'], { name: 'replay', ids: null }],
    [['replay', '0:1-1', '3:2-0'], { name: 'replay', ids: ['0:1-1', '3:2-0'] }],
    [['drop', '0:1-1'], { name: 'drop', ids: ['0:1-1'] }],
    [['drop', '--all', '--yes'], { name: 'drop', ids: null }],
  ])('reads %j', (args, command) => {
    expect(readCommand(args)).toEqual(command);
  });

  it.each([
    [[], 'what is to be done?'],
    [['bury'], 'no bury here'],
    [['list', '0:1-1'], 'list takes nothing'],
    [['replay'], 'either --all or the ids'],
    [['replay', '--all', '0:1-1'], 'either --all or the ids'],
    [['drop', '--all'], 'say --yes too'],
    [['drop', '--al'], "Unknown option '--al'"],
  ])('refuses %j, and says how it is meant', (args, reason) => {
    expect(() => readCommand(args)).toThrow(reason);
    expect(() => readCommand(args)).toThrow('Usage: npm run deadletters');
  });
});

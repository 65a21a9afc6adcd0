import { readCommand } from './command';

describe('the command line of the doctor', () => {
  it('is read', () => {
    expect(readCommand([])).toEqual({ slowMs: 100, json: false });
    const asked = ['--profiler', 'on', '--slow-ms', '20', '--json'];
    expect(readCommand(asked)).toEqual({ profiler: 'on', slowMs: 20, json: true });
  });

  it.each([
    [['--profiler', 'maybe'], '--profiler is on or off'],
    [['--profiler'], '--profiler is on or off'],
    [['--slow-ms', 'soon'], '--slow-ms is a whole number of milliseconds'],
    [['--all'], '--all is not an option'],
  ])('says what is wrong with %j, and what can be asked', (args, reason) => {
    expect(() => readCommand(args)).toThrow(reason);
    expect(() => readCommand(args)).toThrow('npm run db:doctor -- [');
  });
});

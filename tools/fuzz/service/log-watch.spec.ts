import { LogWatch } from './log-watch';

describe('What a program writes', () => {
  it('is an error where its level says so, and where no logger has written it', () => {
    const log = new LogWatch();
    log.hear('{"level":30,"msg":"begins"}\n{"level":40,"context":"Http","msg":"slow"}\n{"level":40,"context":"Ht');
    log.hear('tp","msg":"slow"}\n{"level":50,"msg":"failed"}\n(node:1) UnhandledPromiseRejectionWarning: x\n');
    log.hear('Debugger listening on ws://127.0.0.1:1/x\nFor help, see: https://nodejs.org/en/docs/inspector\n');
    expect(log.takeErrors()).toEqual(['{"level":50,"msg":"failed"}', '(node:1) UnhandledPromiseRejectionWarning: x']);
    expect(log.takeErrors()).toEqual([]);
    expect([...log.warnings]).toEqual([['Http: slow', 2]]);
    expect(log.inspector).toBe('ws://127.0.0.1:1/x');
  });
});

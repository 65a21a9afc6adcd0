import { EventEmitter } from 'node:events';

import { AnswerMemory } from './answer-memory';

describe('AnswerMemory', () => {
  const memory = new AnswerMemory();
  /** @returns the memory and how to say that the answer was sent */
  const lend = () => {
    const reply = new EventEmitter();
    return { lent: memory.lend((sent) => reply.on('close', sent)), send: () => reply.emit('close') };
  };

  it('is nobody else’s until the answer was sent', () => {
    const [first, second] = [lend(), lend()];
    expect(first.lent.buffer).not.toBe(second.lent.buffer);
    first.send();
    const third = lend();
    expect(third.lent).toBe(first.lent);
    expect(lend().lent).not.toBe(second.lent);
  });

  it('is given to one alone, also where the end of an answer is told twice', () => {
    const first = lend();
    first.send();
    first.send();
    const second = lend();
    first.send();
    expect(second.lent).toBe(first.lent);
    expect(lend().lent).not.toBe(second.lent);
  });

  it('is let go of beyond what two answers take', () => {
    const many = Array.from({ length: 5 }, lend);
    for (const { send } of many) send();
    const again = Array.from({ length: 5 }, () => lend().lent);
    expect(again.filter((lent) => many.some((before) => before.lent === lent))).toHaveLength(2);
  });
});

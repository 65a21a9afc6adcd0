import { readFileSync } from 'node:fs';

import { Injectable } from '@nestjs/common';

import { InvalidError } from '#platform';

/** Some 50,000 passwords, the most common ones of those that became known, in lower case. */
const LIST = '@zxcvbn-ts/language-common/src/passwords.json';
const ADVICE = 'choose one that nobody would guess, such as four or five words';
const LONGEST_REPEATED = 4;
/** Less than this among digits and signs says nothing of the whole. */
const SHORTEST_CORE = 4;
const SERVICE = ['Bike Power Tracker', 'bpt'];

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
/** Letters and digits alone. */
const squashed = (text: string): string => folded(text).replace(/[^\p{L}\p{N}]/gu, '');

/** `football` of `Football-2026!!`: most people add digits and signs when they have to. */
function core(text: string): string {
  const letters = [...folded(text)];
  const isLetter = (letter: string): boolean => /\p{L}/u.test(letter);
  const found = letters.slice(Math.max(0, letters.findIndex(isLetter)), letters.findLastIndex(isLetter) + 1);
  return found.length < SHORTEST_CORE ? letters.join('') : found.join('');
}

/** `monkey` of `monkeymonkey`; the text itself where nothing is repeated. */
function repeated(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return text.slice(0, length);
}

/** `abcdefghij`, `9876543210`. */
function isSequence(text: string): boolean {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
}

/** Refuses passwords that are tried first. Length is looked after where they are hashed. */
@Injectable()
export class PasswordRules {
  /** One text, a password a line, read when it is first needed: a tenth of the memory that a set of them takes. */
  private list: string | undefined;

  /**
   * @param field of the request that holds the password
   * @param own e-mail address and names of the account, which are as easily guessed
   * @throws InvalidError naming the field and saying what to do
   */
  assertHardToGuess(password: string, field: string, own: readonly (string | null | undefined)[]): void {
    const text = folded(password);
    const words = [...own.flatMap((word) => [word, word?.split('@')[0]]), ...SERVICE].filter((word) => word != null);
    const isOwn = words.some((word) => squashed(word) !== '' && meansTheSame(text, word));
    if (isOwn) throw InvalidError.field(field, `must not be your e-mail address or name: ${ADVICE}`);
    const unit = repeated(text);
    if (unit.length <= LONGEST_REPEATED || isSequence(text))
      throw InvalidError.field(field, `must not repeat or count up a few characters: ${ADVICE}`);
    if ([text, squashed(text), core(text), unit, core(unit)].some((guess) => this.isCommon(guess)))
      throw InvalidError.field(field, `is one of the passwords that are tried first: ${ADVICE}`);
  }

  private isCommon(text: string): boolean {
    this.list ??= `\n${(JSON.parse(readFileSync(require.resolve(LIST), 'utf8')) as string[]).join('\n')}\n`;
    return text !== '' && !text.includes('\n') && this.list.includes(`\n${text}\n`);
  }
}

/** Whether it is the word, with or without signs in it and digits around it. */
function meansTheSame(text: string, word: string): boolean {
  return squashed(text) === squashed(word) || squashed(core(text)) === squashed(core(word));
}

import { type DeadLetter, type LetterOutcome } from '#streams';

/** What is in an unreadable entry may be anything, also what a terminal would obey. */
const shown = (text: string | null): string => (text ?? '-').replace(/\p{C}/gu, '?').slice(0, 64);

/** One letter in one line: id, when, shard, stream, owner, reason. */
export function describeLetter({ id, buriedAt, shard, streamName, owner, reason }: DeadLetter): string {
  const when = Number.isNaN(buriedAt.getTime()) ? '-' : buriedAt.toISOString();
  return [id, when, `shard ${shard}`, shown(streamName), shown(owner), shown(reason)].join('  ');
}

export const countOf = (count: number): string => `${count} dead ${count === 1 ? 'letter' : 'letters'}`;

/** What became of the letters, a line for each kind. */
export function describeOutcome(verb: 'replayed' | 'dropped', { done, missing, empty }: LetterOutcome): string[] {
  return [
    `${countOf(done)} ${verb}`,
    ...(missing.length > 0 ? [`not there: ${missing.join(', ')}`] : []),
    ...(empty.length > 0 ? [`nothing in it to replay: ${empty.join(', ')}`] : []),
  ];
}

/** Of the names of a point, in quotes: the timestamp, channels in the order of a row, and what apps send beside them. */
export const TIMESTAMP: i32 = 0;
export const CHANNELS: i32 = 10;
export const ELAPSED: i32 = CHANNELS + 1;
export const DATA_TYPE: i32 = ELAPSED + 1;
export const NAMES: i32 = DATA_TYPE + 1;
/** Other words. */
export const WORKOUT_METRICS: i32 = NAMES;
export const POINTS: i32 = NAMES + 1;
export const MESSAGE: i32 = NAMES + 2;

const WORD_BYTES: usize = 32;
/** What is compared at once: no name is longer. */
const NAME_BYTES: usize = 16;

const words: usize = memory.data(<i32>(32 * 16), 16);
const masks: usize = memory.data(<i32>(16 * 16), 16);
const lengths: usize = memory.data(<i32>(4 * 16), 16);

/** @returns where a word is to be put, of up to 32 letters */
export function wordRoom(word: i32, length: i32): usize {
  store<i32>(lengths + ((<usize>word) << 2), length);
  const mask = masks + <usize>word * NAME_BYTES;
  memory.fill(mask, 0xff, min(<usize>length, NAME_BYTES));
  return wordAt(word);
}

export function lengthOf(word: i32): usize {
  return load<i32>(lengths + ((<usize>word) << 2));
}

/** Whether a name stands there. */
export function isName(name: i32, at: usize): bool {
  const letters = v128.and(v128.load(at), v128.load(masks + <usize>name * NAME_BYTES));
  return !v128.any_true(v128.xor(letters, v128.load(wordAt(name))));
}

/** Whether a word stands there. */
export function isWord(word: i32, at: usize): bool {
  return memory.compare(at, wordAt(word), lengthOf(word)) == 0;
}

function wordAt(word: i32): usize {
  return words + <usize>word * WORD_BYTES;
}

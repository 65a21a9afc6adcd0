import { addPoints } from './add-points';
import { comeAndGo } from './come-and-go';
import { insertChunks } from './insert-chunks';
import { pacePoints } from './pace-points';
import { postPoints } from './post-points';
import { readLogs } from './read-logs';
import { expectMessages, stopWatching, watchStreams } from './watch-streams';

/** What a generator of load can be told to do, each with a job and a result that are JSON. */
export const jobs = {
  post: postPoints,
  pace: pacePoints,
  add: addPoints,
  read: readLogs,
  insert: insertChunks,
  watch: watchStreams,
  expect: expectMessages,
  leave: stopWatching,
  'come-and-go': comeAndGo,
};

export type Kind = keyof typeof jobs;
export type JobOf<K extends Kind> = Parameters<(typeof jobs)[K]>[0];
export type ResultOf<K extends Kind> = Awaited<ReturnType<(typeof jobs)[K]>>;

/** One line to the generator. */
export interface Order {
  kind: Kind;
  job: unknown;
}

/** One line back. */
export type Reply = { result: unknown } | { error: string };

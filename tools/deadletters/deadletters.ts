import 'reflect-metadata';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { ConfigModule, RedisModule } from '#platform';
import { DeadLetters, DeadLettersModule } from '#streams';

import { type Command, readCommand } from './command';
import { mustAnswer } from './must-answer';
import { redisConfig } from './redis-config';
import { countOf, describeLetter, describeOutcome } from './report';

@Module({})
class DeadLettersTool {}

/** Lists what the worker could not store, puts it back into the ingest log, or throws it away. */
async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  const config = redisConfig();
  await mustAnswer(config.redis);
  const app = await NestFactory.createApplicationContext(
    { module: DeadLettersTool, imports: [ConfigModule.forRoot(config), RedisModule, DeadLettersModule] },
    { logger: ['error', 'fatal'], abortOnError: false },
  );
  try {
    await obey(command, app.get(DeadLetters));
  } finally {
    await app.close();
  }
}

async function obey(command: Command, letters: DeadLetters): Promise<void> {
  if (command.name === 'list') {
    let count = 0;
    for await (const letter of letters.list()) {
      count += 1;
      console.log(command.json ? JSON.stringify(letter) : describeLetter(letter));
    }
    if (!command.json) console.log(countOf(count));
    return;
  }
  const { name } = command;
  const ids = command.ids ?? (await allIds(letters));
  const outcome = await letters[name](ids);
  for (const line of describeOutcome(name === 'replay' ? 'replayed' : 'dropped', outcome)) console.log(line);
  if (outcome.missing.length > 0 || outcome.empty.length > 0) process.exitCode = 1;
}

/** Those that are there now: what is replayed and comes back meanwhile is not replayed again. */
async function allIds(letters: DeadLetters): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of letters.list()) ids.push(id);
  return ids;
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});

import { backupCommands } from './commands/backup';
import { oplogCommands } from './commands/oplog';
import { restoreCommands } from './commands/restore';

/** What the scripts beside this file leave to it, one command a call. */
const commands: Record<string, (args: string[]) => Promise<unknown>> = {
  ...backupCommands,
  ...oplogCommands,
  ...restoreCommands,
};

async function main([name = '', ...args]: string[]): Promise<void> {
  const command = commands[name];
  if (!command) throw new Error(`no command ${name}: this serves backup.sh, oplog-archive.sh and restore.sh`);
  await command(args);
}

main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
  // Whoever read from us has ended, and says why.
  if (error.code !== 'EPIPE') console.error(error.message);
  process.exit(1);
});

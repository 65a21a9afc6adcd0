import { progressOn } from '../servers';
import { startedBlock } from './block';
import { bringUp, untilSomethingDies } from './bring-up';
import { explain, Failure } from './failure';
import { interruption } from './interruption';
import { takeLock } from './lock';
import { checkPreconditions } from './preconditions';
import { Running } from './running';
import { localSettings, type Settings } from './settings';

const forcedExitCode = 130;

/** Runs the whole service on this machine until Ctrl-C. Settles with the exit code. */
async function main(settings: Settings): Promise<number> {
  const progress = progressOn(process.stdout);
  const running = new Running();
  let forced = false;
  const interrupted = interruption(() => {
    forced = true;
    running.kill();
  });
  const unlock = await takeLock(settings.data);
  try {
    await checkPreconditions(settings);
    const life = (async () => {
      const service = await bringUp(settings, running, progress);
      progress.say(startedBlock(service, settings));
      return untilSomethingDies(running);
    })();
    const failure = await Promise.race([life, untilSomethingDies(running), interrupted]);
    if (failure) throw failure;
    progress.abandon();
    progress.say('\nStopping …');
    await running.stop();
    progress.say(forced ? 'Stopped by force.' : 'Stopped. Your data are kept.');
    return forced ? forcedExitCode : 0;
  } catch (error) {
    progress.abandon();
    progress.say(`\n${await explain(error, settings.data)}`);
    await running.stop();
    return 1;
  } finally {
    await unlock();
  }
}

async function run(): Promise<number> {
  try {
    return await main(localSettings());
  } catch (error) {
    console.error(error instanceof Failure ? error.message : await explain(error, '.data'));
    return 1;
  }
}

void run().then((code) => process.exit(code));

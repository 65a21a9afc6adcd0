import { firstLine } from '../command';
import { type Progress } from '../progress';
import { type RunningServer } from '../running-server';
import { dockerAnswers } from './engine';

/** A server in a container, or undefined where no engine answers or it cannot start the image. */
export async function fromDocker(
  name: string,
  progress: Progress,
  start: () => Promise<RunningServer>,
): Promise<RunningServer | undefined> {
  if (!(await dockerAnswers())) return undefined;
  try {
    return await progress.during(`Starting ${name} in Docker`, start);
  } catch (error) {
    progress.say(`Docker answers, but gave no ${name} (${firstLine(error)}); looking elsewhere.`);
    return undefined;
  }
}

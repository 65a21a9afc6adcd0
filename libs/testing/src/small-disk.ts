import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../../tools/servers';

const PIECE = Buffer.alloc(65_536);

/** A disk that can be filled, in memory. Needs root, or a sudo that does not ask. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static async mount(kilobytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'bike-power-tracker-disk-'));
    await asRoot('mount', '-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=777`, 'tmpfs', folder);
    return new SmallDisk(folder);
  }

  /** Until not a byte fits any more. */
  async fill(): Promise<void> {
    const file = await open(this.filler, 'a');
    try {
      for (;;) await file.write(PIECE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  /** Takes away what {@link fill} has put there. */
  async makeRoom(): Promise<void> {
    await rm(this.filler);
  }

  async unmount(): Promise<void> {
    await asRoot('umount', this.folder);
    await rmdir(this.folder);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

function asRoot(...command: string[]): Promise<string> {
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '--non-interactive', ...command];
  return run(program, args);
}

/** Tells a person what is going on and for how long. */
export interface Progress {
  say(line: string): void;
  /** Shows `label` with the seconds that `work` takes; on a terminal as one moving line, elsewhere as a line now and then. */
  during<T>(label: string, work: () => Promise<T>): Promise<T>;
  /** Says no more about what is going on: it failed or was interrupted. */
  abandon(): void;
}

/** Says nothing. */
export const silent: Progress = { say: () => undefined, during: (_label, work) => work(), abandon: () => undefined };

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clearLine = '\r\u001b[2K';
const framePause = 100;
const linePause = 5000;
const worthTelling = 1000;

/**
 * Progress on a stream, usually stderr.
 *
 * @param quietFor milliseconds that a step may take before it is mentioned on something that is no terminal
 */
export function progressOn(stream: NodeJS.WriteStream, quietFor = 0): Progress {
  return stream.isTTY ? onTerminal(stream) : asLines(stream, quietFor);
}

function onTerminal(stream: NodeJS.WriteStream): Progress {
  let moving = '';
  let abandoned = false;
  const show = (text: string): void => void (abandoned || stream.write(clearLine + text));
  return {
    say: (line) => void stream.write(`${moving && clearLine}${line}\n${moving}`),
    abandon() {
      if (moving) show('');
      moving = '';
      abandoned = true;
    },
    async during(label, work) {
      const started = Date.now();
      let frame = 0;
      const draw = (): void => {
        if (abandoned) return;
        moving = `${frames[frame++ % frames.length]} ${label} ${seconds(started)}`;
        show(moving);
      };
      draw();
      const timer = setInterval(draw, framePause);
      try {
        const result = await work();
        show(`✓ ${label} ${seconds(started)}\n`);
        return result;
      } catch (error) {
        show(`✗ ${label} ${seconds(started)}\n`);
        throw error;
      } finally {
        clearInterval(timer);
        moving = '';
      }
    },
  };
}

function asLines(stream: NodeJS.WriteStream, quietFor: number): Progress {
  const say = (line: string): void => void stream.write(`${line}\n`);
  let abandoned = false;
  return {
    say,
    abandon: () => void (abandoned = true),
    async during(label, work) {
      const started = Date.now();
      let told = false;
      const tell = (): void => {
        if (!abandoned) say(told ? `  … ${seconds(started)}` : `${label} …`);
        told = true;
      };
      if (quietFor === 0) tell();
      const first = setTimeout(() => told || tell(), quietFor);
      const timer = setInterval(tell, linePause);
      try {
        const result = await work();
        if (told && !abandoned && Date.now() - started >= worthTelling) say(`  done in ${seconds(started)}`);
        return result;
      } finally {
        clearTimeout(first);
        clearInterval(timer);
      }
    },
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

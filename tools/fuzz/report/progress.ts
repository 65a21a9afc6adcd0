import { Presets, SingleBar } from 'cli-progress';

/** How far the requests are: a bar on a terminal, a line at each tenth elsewhere. */
export class Progress {
  private readonly bar: SingleBar | null;
  private tenths = 0;

  constructor(private readonly total: number) {
    this.bar = process.stderr.isTTY
      ? new SingleBar(
          {
            format: '  {bar}  {percentage} %  {value} of {total} requests  {duration_formatted}',
            barsize: 30,
            fps: 10,
          },
          Presets.shades_classic,
        )
      : null;
    this.bar?.start(total, 0);
  }

  show(done: number): void {
    this.bar?.update(Math.min(done, this.total));
    if (this.bar || done < ((this.tenths + 1) * this.total) / 10) return;
    this.tenths += 1;
    console.error(`  ${this.tenths * 10} %  ${done} requests`);
  }

  end(): void {
    this.bar?.stop();
  }
}

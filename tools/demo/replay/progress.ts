import { Presets, SingleBar } from 'cli-progress';
import { type Viewer } from './viewer';

/** Shows a ride as its viewer sees it: a bar on a terminal, a line at each quarter elsewhere. */
export class Progress {
  private readonly bar: SingleBar | null;
  private quarters = 0;

  constructor(private readonly total: number) {
    this.bar = process.stdout.isTTY
      ? new SingleBar(
          {
            format: '  {bar}  {percentage} %  {watts} W  {beats} bpm  {value} of {total} points seen',
            barsize: 30,
            hideCursor: true,
            autopadding: true,
            fps: 20,
          },
          Presets.shades_classic,
        )
      : null;
    this.bar?.start(total, 0, { watts: '   –', beats: '  –' });
  }

  show(viewer: Viewer): void {
    const watts = String(viewer.power ?? '–').padStart(4);
    const beats = String(viewer.heartrate ?? '–').padStart(3);
    this.bar?.update(viewer.seen, { watts, beats });
    if (this.bar || viewer.seen < ((this.quarters + 1) * this.total) / 4) return;
    this.quarters++;
    console.log(`  ${this.quarters * 25} %  ${watts} W  ${beats} bpm  ${viewer.seen} of ${this.total} points seen`);
  }

  end(): void {
    this.bar?.stop();
  }
}

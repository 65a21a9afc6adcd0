/** What is written in AssemblyScript, and the module of the program that holds it compiled. */
export interface KernelFiles {
  /** What it is for, as the module says it. */
  readonly what: string;
  readonly source: string;
  readonly compiled: string;
}

export const KERNELS: readonly KernelFiles[] = [
  {
    what: 'The search of the power curve',
    source: 'libs/metrics/kernel/index.ts',
    compiled: 'libs/metrics/src/kernel/kernel-code.ts',
  },
  {
    what: 'The encoder of rides',
    source: 'libs/telemetry/kernel/encode/index.ts',
    compiled: 'libs/telemetry/src/kernel/encoder-code.ts',
  },
  {
    what: 'What gathers the points of a flush',
    source: 'libs/streams/kernel/index.ts',
    compiled: 'libs/streams/src/ingest/gatherer-code.ts',
  },
  {
    what: 'The reading of usual bodies',
    source: 'libs/streams/kernel/early/index.ts',
    compiled: 'libs/streams/src/early/body-reader-code.ts',
  },
  {
    what: 'The writing of points as JSON',
    source: 'libs/telemetry/kernel/json/index.ts',
    compiled: 'libs/telemetry/src/kernel/json-writer-code.ts',
  },
];

import { KERNEL } from './json-writer-code';

/** What the compiled writer offers; see kernel/json/index.ts. Arrays are given by where they lie in its memory. */
interface Exports {
  memory: WebAssembly.Memory;
  values: WebAssembly.Global;
  keys: WebAssembly.Global;
  text: WebAssembly.Global;
  mostPoints: WebAssembly.Global;
  mostColumns: WebAssembly.Global;
  keyBytes: WebAssembly.Global;
  writePoints(points: number, columns: number): number;
}

/** The compiled writer of a thread. It is good for one ride after the other. */
export interface JsonWriter {
  /** So many points are written at a time at most. */
  readonly mostPoints: number;
  /** To be called first. @param keys by column what stands before each value, 15 characters at most */
  begin(keys: readonly string[]): void;
  /**
   * The points `from`…`to − 1` as JSON, with a comma behind each; good until the next are written.
   * @param columns one for each key
   */
  write(columns: readonly Float64Array[], from: number, to: number): Uint8Array;
}

let kept: JsonWriter | null = null;

/** Made when it is first needed; its memory is of one size, 400 kB. */
export function jsonWriter(): JsonWriter {
  return (kept ??= instantiate());
}

function instantiate(): JsonWriter {
  const javascript = { writeText: (at: number, value: number): number => memory.write(String(value), at, 'latin1') };
  const compiled = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(compiled, { javascript }).exports as unknown as Exports;
  const { buffer } = kernel.memory;
  const memory = Buffer.from(buffer);
  const [mostPoints, mostColumns, keyBytes] = [
    kernel.mostPoints.value,
    kernel.mostColumns.value,
    kernel.keyBytes.value,
  ];
  const [keys, text] = [kernel.keys.value, kernel.text.value];
  const values = new Float64Array(buffer, kernel.values.value, mostPoints * mostColumns);
  return {
    mostPoints,
    begin: (texts) => {
      texts.forEach((key, column) => {
        const at = keys + column * keyBytes;
        memory[at + keyBytes - 1] = memory.write(key, at, 'latin1');
      });
    },
    write: (columns, from, to) => {
      columns.forEach((column, index) => values.set(column.subarray(from, to), index * mostPoints));
      return memory.subarray(text, text + kernel.writePoints(to - from, columns.length));
    },
  };
}

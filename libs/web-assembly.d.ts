/** What the wrappers of compiled kernels need of the WebAssembly JavaScript interface, whose types come with those of browsers alone. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }

  interface Global {
    readonly value: number;
  }

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    /** @param imports by name of the file that declares them */
    constructor(module: Module, imports?: Record<string, Record<string, (...numbers: number[]) => number>>);
    readonly exports: Record<string, unknown>;
  }
}

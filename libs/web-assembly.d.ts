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
    constructor(module: Module);
    readonly exports: Record<string, unknown>;
  }
}

import { setTimeout as pause } from 'node:timers/promises';

/** In bytes, after the garbage of a program that has come to rest was collected. */
export interface Memory {
  heap: number;
  resident: number;
}

const REST_MS = 1_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * What a program holds on to, from its own metrics.
 * @param inspector `ws://…` of its inspector, which collects the garbage; without that the heap says little
 * @param metricsUrl where its metrics are
 */
export async function memoryOf(inspector: string, metricsUrl: string): Promise<Memory> {
  await pause(REST_MS);
  await collectGarbage(inspector);
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
  return { heap: value('nodejs_heap_size_used_bytes'), resident: value('process_resident_memory_bytes') };
}

async function collectGarbage(inspector: string): Promise<void> {
  const socket = new WebSocket(inspector);
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the inspector does not answer')), ANSWER_WITHIN_MS);
      socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
      socket.onerror = () => reject(new Error('the inspector cannot be reached'));
      socket.onmessage = () => {
        clearTimeout(late);
        resolve();
      };
    });
  } finally {
    socket.close();
  }
}

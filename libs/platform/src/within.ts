/**
 * What the work comes to, if it does in time; it is not stopped otherwise.
 * @param limit ms
 * @throws Error `too slow` after that, and what the work throws before
 */
export async function within<T>(limit: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), limit);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

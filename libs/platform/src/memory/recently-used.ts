import { LRUCache } from 'lru-cache';

/**
 * A cache of what was used last. Asked for by `max`, lru-cache takes the room of all entries at once, 40 bytes each:
 * megabytes for what is nearly empty in most places.
 * @param most entries
 * @param ttl ms that an entry may be used
 */
export function recentlyUsed<Key extends string, Value extends object | string | true>(
  most: number,
  ttl?: number,
): LRUCache<Key, Value> {
  return new LRUCache<Key, Value>({ maxSize: most, sizeCalculation: () => 1, ttl });
}

export interface RedisSettings {
  /** Number of logical databases; tests take one each. */
  readonly databases?: number;
  /** Memory that Redis may use, `512mb`; without one, no limit. */
  readonly maxMemory?: string;
}

/** What every Redis of ours runs with: every write in the log within a second, nothing ever evicted. */
export function redisSettings({ databases = 512, maxMemory }: RedisSettings = {}): string[] {
  return [
    ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
    ...['--maxmemory-policy', 'noeviction', '--databases', String(databases)],
    ...(maxMemory ? ['--maxmemory', maxMemory] : []),
  ];
}
